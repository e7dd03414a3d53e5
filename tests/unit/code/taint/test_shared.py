"""What one entry leaves in its module, another entry of the file finds."""

import pytest

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code.cases import Case, _run

HEAD = """
from flask import Flask, request
from markupsafe import escape

app = Flask(__name__)
"""
A_LIST = """
notes = []

@app.get("/")
def show():
    return "".join(notes)  # finding

@app.post("/")
def add():
    notes.append(request.form["note"])
    return "kept"
"""
AN_OBJECT = """
class Store:
    def __init__(self):
        self.pages = {}

    def put(self, name, text):
        self.pages[name] = text

store = Store()

@app.get("/")
def show():
    return "<p>" + store.pages["a"]  # finding

@app.post("/")
def add():
    store.put("a", request.form["text"])
    return "kept"
"""
A_REBOUND_GLOBAL = """
notes = ["a"]

@app.get("/")
def show():
    return "<p>" + notes[0]  # finding

@app.post("/")
def add():
    global notes
    notes = [note for note in notes if note]
    notes.append(request.form["note"])
    return "kept"
"""
CLEANED = """
notes = []

@app.get("/")
def show():
    return "".join(notes)

@app.post("/")
def add():
    notes.append(escape(request.form["note"]))
    return "kept"
"""


@pytest.mark.parametrize("code", [A_LIST, AN_OBJECT, A_REBOUND_GLOBAL, CLEANED])
def test_what_is_left_is_found(code: str) -> None:
    result = _run(Case("case", HEAD + code, "cross-site-scripting"), KNOWLEDGE)
    assert result.passed, result
