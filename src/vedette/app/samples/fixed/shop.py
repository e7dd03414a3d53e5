"""A small shop, mended: the visitor's words travel beside the statement, not in it."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)


def find(words: str) -> list[tuple[str, int]]:
    """Look articles up by a part of their name."""
    with sqlite3.connect("shop.db") as db:
        statement = "SELECT name, price FROM article WHERE name LIKE ?"
        return db.execute(statement, (f"%{words.strip()}%",)).fetchall()


@app.route("/search")
def search() -> dict[str, list[tuple[str, int]]]:
    """Answer /search?q=…"""
    return {"articles": find(request.args["q"])}
