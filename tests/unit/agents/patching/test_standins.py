from __future__ import annotations

import importlib
import logging
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from vedette.agents.patching.standins import HEARD, Anything, Database, Heard, Listener, Request, Stubs


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    yield
    HEARD.__init__()  # type: ignore[misc]


def test_a_module_nobody_installed_has_everything() -> None:
    stubs = Stubs(frozenset(("ours",)))
    sys.meta_path.append(stubs)
    try:
        module = importlib.import_module("nowhere_at_all.below")
        assert repr(module.thing.other) == "<nowhere_at_all.below.thing.other>"
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("ours.below")
        with pytest.raises(AttributeError):
            module.__wrapped__  # noqa: B018
    finally:
        sys.meta_path.remove(stubs)
        for name in ("nowhere_at_all", "nowhere_at_all.below"):
            sys.modules.pop(name, None)
    assert stubs.made == {"nowhere_at_all"}
    assert stubs.find_spec("json") is None


def test_anything_decorates_and_is_a_base() -> None:
    app = Anything("app")

    def view() -> int:
        return 1

    assert app.route("/x")(view) is view
    assert types.new_class("Model", (app.Model,)).__mro__[1:] == (object,)
    assert list(app.items) == []
    app.debug = True
    with app.open() as opened:
        assert opened
    assert app["x"]
    with pytest.raises(AttributeError):
        app.__len__  # noqa: B018


def test_what_a_stand_in_is_given_is_heard() -> None:
    Anything("flask.redirect")("//evil.example")
    Anything("flask.escape")("payload")
    assert HEARD.redirects == ["//evil.example"]
    assert HEARD.stubbed == ["flask.escape: 'payload'"]


def test_a_request_has_one_text_everywhere() -> None:
    request = Request("it")
    assert request.args["x"] == request.form.get("x", "other") == request.headers.getlist("x")[0] == "it"
    assert "x" in request.cookies
    assert request.get_json()["x"] == request.path == "it"
    assert (request.method, request.data) == ("GET", b"it")
    with pytest.raises(AttributeError):
        request.__len__  # noqa: B018


def test_a_database_writes_down_what_it_is_to_do() -> None:
    with Database().cursor() as cursor:
        assert cursor.execute("select 1").fetchall() == []
        cursor.execute("select 2").fetchone()
        assert list(cursor) == []
    assert HEARD.sql == ["select 1", "select 2"]


def test_logged_words_are_heard() -> None:
    logger = logging.getLogger("probe")
    handler = Listener()
    logger.addHandler(handler)
    logger.warning("hello %s", "you")
    logger.removeHandler(handler)
    assert HEARD.logged == ["hello you"]


def test_files_and_hosts_are_heard_while_it_listens() -> None:
    heard = Heard()
    heard.event("open", ("a", "r"))
    heard.on = True
    heard.event("open", (str(Path.cwd() / "b" / ".." / "c"), "r"))
    heard.event("os.rename", (b"d", Path("e")))
    heard.event("socket.connect", ("s", ("127.0.0.1", 9)))
    heard.event("import", ("x",))
    heard.event("subprocess.Popen", ("grep", ["grep", b"x"], None, None))
    heard.event("subprocess.Popen", ("grep", "grep x", None, None))
    assert heard.commands == [["grep", "x"]]
    assert "a" not in heard.files
    assert {"c", "d", "e"} <= set(heard.files)
    assert heard.hosts == ["('s', ('127.0.0.1', 9))"]
