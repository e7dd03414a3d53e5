"""Values become parameters: the same rows for harmless values, and no more for an attack."""

# ruff: noqa: E501, S608  code of the cases, a line each

import contextlib
import sqlite3

import pytest

from tests.unit.code.codemods.mending import found, mend, patches

HEAD = "import sqlite3\nfrom flask import request\n\n\ndef rows(db: sqlite3.Connection, name: str) -> list:\n    name = request.args['name']\n"
SHAPES = {
    "plus": """    return db.execute("SELECT id FROM goods WHERE name = '" + name + "' ORDER BY id").fetchall()\n""",
    "f-string": """    return db.execute(f"SELECT id FROM goods WHERE name = '{name}' ORDER BY id").fetchall()\n""",
    "percent": """    return db.execute("SELECT id FROM goods WHERE name = '%s' ORDER BY id" % name).fetchall()\n""",
    "format": """    return db.execute("SELECT id FROM goods WHERE name = '{}' ORDER BY id".format(name)).fetchall()\n""",
    "like": """    return db.execute(f"SELECT id FROM goods WHERE name LIKE '{name}%' ORDER BY id").fetchall()\n""",
    "variable": """    query = "SELECT id FROM goods WHERE name = '" + name + "'"\n    return db.execute(query).fetchall()\n""",
    "lines": """    return db.execute(\n        "SELECT id FROM goods "\n        f"WHERE name = '{name}' "\n        "ORDER BY id"\n    ).fetchall()\n""",
    "triple": '''    return db.execute(f"""\n        SELECT id FROM goods\n        WHERE name = '{name}'\n    """).fetchall()\n''',
    "unquoted": """    return db.execute("SELECT id FROM goods WHERE id = " + name).fetchall()\n""",
    "table kept": """    table = "goods"\n    return db.execute("SELECT id FROM {} WHERE name = '{}'".format(table, name)).fetchall()\n""",
    "tuple": """    return db.execute("SELECT id FROM goods WHERE id > %d AND name = '%s'" % (0, name)).fetchall()\n""",
    "with others": """    return db.execute(f"SELECT id FROM goods WHERE id > ? AND name = '{name}' AND id < ?", (0, 9)).fetchall()\n""",
    "insert": """    db.execute(f"INSERT INTO goods (id, name) VALUES (7, '{name}')")\n    return db.execute("SELECT id FROM goods WHERE id > 6").fetchall()\n""",
}
ATTACKS = ("' OR '1'='1", "x' UNION SELECT 99 --", "1 OR 1=1", "' OR 1=1 --", "%' OR '%'='")


def shop() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE goods (id INTEGER, name TEXT)")
    db.executemany("INSERT INTO goods VALUES (?, ?)", [(1, "tea"), (2, "cup"), (3, "O'Hara")])
    return db


def asked(code: object, name: str) -> list[tuple[int]]:
    from flask import Flask  # noqa: PLC0415

    with Flask(__name__).test_request_context("/", query_string={"name": name}):
        made: list[tuple[int]] = code.rows(shop(), name)  # type: ignore[attr-defined]
        return made


@pytest.mark.parametrize("shape", SHAPES)
def test_harmless_values_find_the_same_rows(shape: str) -> None:
    before, after = mend(HEAD + SHAPES[shape], "sql-injection").both()
    for name in ("1",) if shape == "unquoted" else ("tea", "cup", "nothing"):
        assert asked(after, name) == asked(before, name)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_attack_finds_nothing(shape: str) -> None:
    before, after = mend(HEAD + SHAPES[shape], "sql-injection").both()
    won = 0
    for name in ATTACKS:
        with contextlib.suppress(sqlite3.Error):
            won += len(asked(before, name)) > 1 or (99,) in asked(before, name)
        allowed = [(7,)] if shape == "insert" else []
        assert asked(after, name) == allowed
    assert won or shape == "insert"


def test_a_quote_in_a_name_is_found_where_it_was_an_error() -> None:
    before, after = mend(HEAD + SHAPES["plus"], "sql-injection").both()
    with pytest.raises(sqlite3.OperationalError):
        asked(before, "O'Hara")
    assert asked(after, "O'Hara") == [(3,)]


def test_the_statement_keeps_its_form() -> None:
    made = mend(HEAD + SHAPES["lines"], "sql-injection").after
    assert (
        '        "SELECT id FROM goods "\n        "WHERE name = ? "\n        "ORDER BY id", (name,)\n' in made
    )


@pytest.mark.parametrize(
    "statement",
    [
        'f"SELECT * FROM {name}"',
        'f"SELECT * FROM goods ORDER BY {name}"',
        """f'SELECT * FROM "{name}"'""",
        'f"SELECT {name} FROM goods"',
        """f"CREATE TABLE t (a TEXT DEFAULT '{name}')" """,
        """f"SELECT 1 -- '{name}'" """,
        """"SELECT '" + name""",
        "name",
    ],
)
def test_names_and_what_no_parameter_may_be_are_left_alone(statement: str) -> None:
    assert patches(HEAD + f"    return db.execute({statement}).fetchall()\n", "sql-injection") == ()


DRIVERS = {
    "psycopg2": ("import psycopg2\n", "psycopg2.connect('')", "%s"),
    "pymysql": ("import pymysql\n", "pymysql.connect()", "%s"),
    "sqlite3": ("import sqlite3\n", "sqlite3.connect('a.db')", "?"),
}


@pytest.mark.parametrize("driver", DRIVERS)
def test_placeholders_are_the_driver_s(driver: str) -> None:
    imports, connect, mark = DRIVERS[driver]
    code = imports + (
        "from flask import request\n\n\ndef rows():\n"
        f"    cursor = {connect}.cursor()\n"
        "    cursor.execute(\"SELECT * FROM t WHERE a = '%s'\" % request.args['a'])\n"
    )
    assert f"\"SELECT * FROM t WHERE a = {mark}\", (request.args['a'],)" in mend(code, "sql-injection").after


def test_a_per_cent_sign_beside_a_placeholder_is_not_touched() -> None:
    code = (
        "import psycopg2\nfrom flask import request\n\n\ndef rows():\n"
        "    cursor = psycopg2.connect('').cursor()\n"
        "    cursor.execute(f\"SELECT * FROM t WHERE b LIKE 'x%' AND a = '{request.args['a']}'\")\n"
    )
    assert patches(code, "sql-injection") == ()


def test_sqlalchemy_binds_by_name() -> None:
    code = (
        "from flask import request\nfrom sqlalchemy import create_engine, text\n\n\ndef rows():\n"
        "    with create_engine('sqlite://').connect() as db:\n"
        "        return db.execute(text(f\"SELECT * FROM t WHERE name = '{request.args['name']}'\")).all()\n"
    )
    assert (
        '(text("SELECT * FROM t WHERE name = :name"), {"name": request.args[\'name\']})'
        in mend(code, "sql-injection").after
    )


def test_a_name_given_another_value_in_between_is_left_alone() -> None:
    code = HEAD + (
        '    query = "SELECT id FROM goods WHERE name = \'" + name + "\'"\n'
        "    name = 'other'\n"
        "    return db.execute(query).fetchall()\n"
    )
    assert patches(code, "sql-injection") == ()


def test_two_values_are_both_handed_over() -> None:
    code = (
        "import sqlite3\nfrom flask import request\n\n\ndef rows(db: sqlite3.Connection):\n"
        "    return db.execute(\"SELECT id FROM goods WHERE name = '\" + request.args['a'] + \"' OR name = '\" + request.args['b'] + \"'\")\n"
    )
    made = mend(code, "sql-injection").after
    assert "name = ? OR name = ?\", (request.args['a'], request.args['b']))" in made
    assert not found({"case.py": made}, "sql-injection")
