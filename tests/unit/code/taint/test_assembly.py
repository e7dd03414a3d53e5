"""Where a part of a string stands, who calls what, and what classes leave open: each with its twin."""

import pytest

from tests.unit.code.shipped import KNOWLEDGE
from vedette.code.cases import Case, _run

HOSTS = """
import requests
import settings
from flask import request

def path_only():
    requests.get(f"{settings.SERVICE}/items/{request.args['id']}")
    requests.get("%s/items/%s" % (settings.SERVICE, request.args["id"]))
    requests.get("{}/items/{}".format(settings.SERVICE, request.args["id"]))
    requests.get(settings.SERVICE + "/items/" + request.args["id"])
    requests.get("https://{host}:{port}/{path}".format(host="a", port=settings.PORT, path=request.args["id"]))

def host_too():
    requests.get(f"{settings.SERVICE}{request.args['id']}")  # finding: ssrf
    requests.get("{}://{}/".format(settings.SCHEME, request.args["host"]))  # finding: ssrf
    requests.get("http://%s/%s" % (request.args["host"], settings.PLACE))  # finding: ssrf
"""
FOLDERS = """
import os

def whole(path):
    return open(path).read(), open(os.path.join(".", path)).read()

def below(folder, name):
    return open(os.path.join(folder, name)).read()  # finding: path-traversal

def behind(folder, name):
    return open(folder + "/" + name).read()  # finding: path-traversal
"""
COMMANDS = """
import argparse
import pickle

def _show(args):
    eval(args.text)  # finding: code-injection

def _hide(args):
    print(args.text)

def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    commands.add_parser("show").set_defaults(run=_show)
    commands.add_parser("hide").set_defaults(run=_hide)
    args = parser.parse_args()
    args.run(args)
"""
HEIRS = """
import abc
import pickle
import yaml

class Base(abc.ABC):
    def __init__(self):
        self.read = None

    @abc.abstractmethod
    def name(self):
        ...

    def load(self, data):
        return self.read(data)  # finding: unsafe-deserialisation

class One(Base):
    def __init__(self):
        super().__init__()
        self.read = pickle.loads

    def name(self):
        return "one"

class Safe(abc.ABC):
    def __init__(self):
        self.read = None

    @abc.abstractmethod
    def name(self):
        ...

    def load(self, data):
        return self.read(data)

class Two(Safe):
    def __init__(self):
        super().__init__()
        self.read = yaml.safe_load

    def name(self):
        return "two"
"""


BEGINNINGS = """
import requests
from flask import request

def made_a_path():
    path = request.args["path"]
    if not path.startswith("/"):
        path = "/" + path
    requests.get("https://api.example" + path)

def any_text():
    path = request.args["path"]
    if not path.startswith("."):
        path = "." + path
    requests.get("https://api.example" + path)  # finding: ssrf
"""


@pytest.mark.parametrize("code", [BEGINNINGS, HOSTS, FOLDERS, COMMANDS, HEIRS])
def test_the_harmful_twin_is_found(code: str) -> None:
    result = _run(Case("assembly 1", code, None), KNOWLEDGE)
    assert (result.missed, result.wrong) == ((), ())
