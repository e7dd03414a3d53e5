"""A small shop. Do not put it on a network: it is wrong on purpose."""

import sqlite3

from flask import Flask, request

app = Flask(__name__)


def matching(column: str, value: str) -> str:
    """Make a condition."""
    return f"{column} LIKE '%{value}%'"


def find(words: str) -> list[tuple[str, int]]:
    """Look articles up by a part of their name."""
    condition = matching("name", words.strip())
    with sqlite3.connect("shop.db") as db:
        return db.execute("SELECT name, price FROM article WHERE " + condition).fetchall()


@app.route("/search")
def search() -> dict[str, list[tuple[str, int]]]:
    """Answer /search?q=…"""
    return {"articles": find(request.args["q"])}
