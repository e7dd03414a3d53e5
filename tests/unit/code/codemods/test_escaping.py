"""Values escaped on their way into pages, patterns and lines."""

# ruff: noqa: E501  code of the cases, a line each

import logging
import re
import sys
from types import ModuleType, SimpleNamespace

import pytest
from flask import Flask

from tests.unit.code.codemods.mending import mend, patches, run

PAGE = "from flask import Flask, request\nfrom markupsafe import Markup\n\napp = Flask(__name__)\n\n\n@app.get('/')\ndef page():\n    name = request.args['name']\n"
PAGES = {
    "plus": '    return "<h1>Hello " + name + "</h1>"\n',
    "f-string": '    return f"<h1>Hello {name}</h1>"\n',
    "percent": '    return "<h1>Hello %s</h1>" % name\n',
    "format": '    return "<h1>Hello {0}</h1>".format(name)\n',
    "attribute": "    return f\"<p title='{name}'>x</p>\"\n",
    "alone": "    return name\n",
    "variable": '    body = "<h1>" + name + "</h1>"\n    return "<html>" + body + "</html>"\n',
    "markup": '    return Markup("<b>" + name + "</b>")\n',
}
SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    '"><svg onload=alert(1)>',
)


@pytest.mark.parametrize("shape", PAGES)
def test_pages_show_harmless_values_as_before_and_scripts_as_text(shape: str) -> None:
    before, after = mend(PAGE + PAGES[shape], "cross-site-scripting").both()

    def shown(code: SimpleNamespace, name: str) -> str:
        made: str = code.app.test_client().get("/", query_string={"name": name}).text
        return made

    for name in ("Ada", "Zoë Müller", "a b c", "1 + 1"):
        assert shown(after, name) == shown(before, name)
    for script in SCRIPTS:
        assert script in shown(before, script)
        assert script not in shown(after, script)


@pytest.mark.parametrize(
    "shape",
    [
        "    return f\"<script>let name = '{name}'</script>\"\n",
        "    return f\"<a href='{name}'>x</a>\"\n",
        "    return f\"<p onclick='{name}'>x</p>\"\n",
        '    return f"<p title={name}>x</p>"\n',
        '    return f"<{name}>x</p>"\n',
    ],
)
def test_where_escaping_is_not_enough_nothing_is_proposed(shape: str) -> None:
    assert patches(PAGE + shape, "cross-site-scripting") == ()


def test_what_a_library_made_of_a_value_is_not_escaped() -> None:
    code = (
        PAGE.replace("from markupsafe import Markup\n", "import markdown\n")
        + "    return markdown.markdown(name)\n"
    )
    assert patches(code, "cross-site-scripting") == ()


def test_a_helper_s_argument_is_escaped_where_it_is_handed_over() -> None:
    code = (
        PAGE.replace("@app", "def heading(text):\n    return f'<h1>{text}</h1>'\n\n\n@app")
        + "    return heading(name)\n"
    )
    before, after = mend(code, "cross-site-scripting").both()
    client = after.app.test_client()
    assert client.get("/?name=Ada").text == before.app.test_client().get("/?name=Ada").text == "<h1>Ada</h1>"
    assert "<b>" not in client.get("/?name=<b>").text


def test_the_import_that_is_there_is_used() -> None:
    code = PAGE.replace("from markupsafe import Markup", "from markupsafe import escape")
    assert "<h1>Hello {escape(name)}</h1>" in mend(code + PAGES["f-string"], "cross-site-scripting").after


def test_a_local_name_html_is_not_shadowed() -> None:
    code = PAGE + '    html = "<h1>" + name + "</h1>"\n    return html\n'
    made = mend(code, "cross-site-scripting")
    assert "from html import escape" in made.after
    assert "<b>" not in run(made.after).app.test_client().get("/?name=<b>").text.replace("<h1>", "")


def test_a_pattern_finds_values_as_they_are_written() -> None:
    code = (
        "import re\nfrom flask import request\n\n\ndef go():\n"
        "    return re.findall(rf\"\\b{request.args['word']}\\b\", 'some words and so.me w.rds')\n"
    )
    before, after = mend(code, "regex-injection").both()

    def asked(which: SimpleNamespace, word: str) -> object:
        with Flask(__name__).test_request_context("/", query_string={"word": word}):
            return which.go()

    assert asked(after, "words") == asked(before, "words") == ["words"]
    assert asked(before, ".*") != []
    assert asked(after, ".*") == []
    with pytest.raises(re.error):
        asked(before, "(")
    assert asked(after, "(") == []


@pytest.mark.parametrize(
    "call", ['log.info("login of %s", name)', 'log.info(f"login of {name}")', 'log.info("login of " + name)']
)
def test_a_value_cannot_begin_a_line_of_the_log(call: str, caplog: pytest.LogCaptureFixture) -> None:
    code = (
        "import logging\nfrom flask import request\n\nlog = logging.getLogger('case')\n\n\ndef go():\n"
        f"    name = request.args['name']\n    {call}\n"
    )
    before, after = mend(code, "log-injection").both()
    caplog.set_level(logging.INFO)

    def logged(which: SimpleNamespace, name: str) -> str:
        caplog.clear()
        with Flask(__name__).test_request_context("/", query_string={"name": name}):
            which.go()
        return caplog.messages[0]

    assert logged(after, "ada") == logged(before, "ada") == "login of ada"
    for attack in ("ada\nlogin of root", "ada\r\nlogin of root", "ada\rroot"):
        assert len(logged(before, attack).splitlines()) == 2
        assert len(logged(after, attack).splitlines()) == 1


@pytest.mark.parametrize("value", ["name", 'f"page {name}"', '"page " + name'])
def test_a_value_cannot_begin_a_header(value: str) -> None:
    code = (
        "from http.server import BaseHTTPRequestHandler\nfrom urllib.parse import unquote\n\n\n"
        "class Pages(BaseHTTPRequestHandler):\n    def do_GET(self):\n        name = unquote(self.path)\n"
        f'        self.send_header("X-Name", {value})\n'
    )
    before, after = mend(code, "header-injection").both()

    def sent(which: SimpleNamespace, path: str) -> str:
        page = which.Pages.__new__(which.Pages)
        page.path, page.request_version = path, "HTTP/1.1"
        page.do_GET()
        return b"".join(vars(page)["_headers_buffer"]).decode()

    assert sent(after, "/a%20b") == sent(before, "/a%20b")
    attack = "/a%0d%0aSet-Cookie:%20role=admin"
    assert "\r\nSet-Cookie" in sent(before, attack)
    assert "\nSet-Cookie" not in sent(after, attack)


def test_a_value_cannot_begin_a_mail_header() -> None:
    code = (
        "import smtplib\nfrom flask import request\n\n\ndef go():\n    subject = request.form['subject']\n"
        "    server = smtplib.SMTP('localhost')\n"
        "    server.sendmail('a@b.example', ['c@d.example'], f'Subject: {subject}\\n\\nHello')\n"
    )
    made = mend(code, "mail-injection")
    sent: list[str] = []

    class Server:
        def __init__(self, host: str) -> None: ...

        def sendmail(self, _: str, __: list[str], text: str) -> None:
            sent.append(text)

    def mailed(code: str, subject: str) -> str:
        which = run(code)
        which.go.__globals__["smtplib"] = SimpleNamespace(SMTP=Server)
        with Flask(__name__).test_request_context("/", method="POST", data={"subject": subject}):
            which.go()
        return sent[-1]

    assert mailed(made.after, "Tea") == mailed(made.before, "Tea") == "Subject: Tea\n\nHello"
    assert "\nBcc:" in mailed(made.before, "Tea\nBcc: all@d.example")
    assert "\nBcc:" not in mailed(made.after, "Tea\nBcc: all@d.example")


def test_a_filter_keeps_its_form(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import ldap\nfrom flask import request\n\n\ndef go():\n    server = ldap.initialize('ldap://localhost')\n"
        "    return server.search_s('dc=example', ldap.SCOPE_SUBTREE, f\"(&(uid={request.args['user']})(active=1))\")\n"
    )
    made = mend(code, "ldap-injection")
    library, filters = ModuleType("ldap"), ModuleType("ldap.filter")
    library.SCOPE_SUBTREE = 2  # type: ignore[attr-defined]
    library.initialize = lambda _: SimpleNamespace(search_s=lambda *given: given[2])  # type: ignore[attr-defined]
    library.filter = filters  # type: ignore[attr-defined]
    filters.escape_filter_chars = _escaped  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ldap", library)
    monkeypatch.setitem(sys.modules, "ldap.filter", filters)
    before, after = made.both()
    app = Flask(__name__)
    with app.test_request_context("/?user=ada"):
        assert after.go() == before.go() == "(&(uid=ada)(active=1))"
    with app.test_request_context("/", query_string={"user": "*)(uid=*"}):
        assert after.go().count("(") == 3
        assert before.go().count("(") == 4


def _escaped(text: str) -> str:
    """RFC 4515, section 3, as the library has it."""
    return "".join(f"\\{ord(sign):02x}" if sign in "\\*()\0" else sign for sign in text)


def test_two_values_get_two_names() -> None:
    code = (
        "import logging\nfrom flask import request\n\n\ndef go():\n"
        "    logging.warning(f\"{request.args['a']} and {request.args['b']}\")\n"
    )
    made = mend(code, "log-injection").after
    assert "    line = request.args['a'].replace" in made
    assert "    line_value = request.args['b'].replace" in made
    assert 'f"{line} and {line_value}"' in made


@pytest.mark.parametrize("call", ["logging.warning('%r', name)", "logging.warning('%s %r', 1, name)"])
def test_what_is_shown_with_its_marks_is_left_alone(call: str) -> None:
    code = f"import logging\nfrom flask import request\n\n\ndef go():\n    name = request.args['name']\n    {call}\n"
    from tests.unit.code.codemods.mending import found  # noqa: PLC0415
    from vedette.code.codemods import propose  # noqa: PLC0415

    files = {"case.py": code}
    assert [patch for one in found(files, "log-injection") for patch in propose(one, files.get)] == []


def test_json_is_said_to_be_json() -> None:
    code = (
        "import json\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\n\n@app.get('/')\ndef page():\n"
        "    return json.dumps({'name': request.args['name']})\n"
    )
    from tests.unit.code.codemods.mending import found  # noqa: PLC0415

    if not found({"case.py": code}, "cross-site-scripting"):
        pytest.skip("not found, so not mended")
    before, after = mend(code, "cross-site-scripting").both()
    old, new = (which.app.test_client().get("/?name=<b>") for which in (before, after))
    assert old.json is None
    assert new.json == {"name": "<b>"}
    assert (old.mimetype, new.mimetype) == ("text/html", "application/json")


def test_a_page_a_helper_made_is_not_escaped() -> None:
    code = (
        "from flask import Flask, render_template, request\n\napp = Flask(__name__)\n\n\ndef shown(name):\n"
        "    page = load(name)\n    return page\n\n\n@app.get('/')\ndef page():\n    return shown(request.args['name'])\n"
    )
    assert all(
        "escape" not in one.after
        for patch in patches(code, "cross-site-scripting")
        for one in patch.replacements
    )
