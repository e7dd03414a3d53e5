"""Settings that are wrong whatever the data: each is set right, and what it is part of still runs."""

# ruff: noqa: E501  code of the cases, a line each

import os
import ssl
import stat
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from unittest.mock import create_autospec

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jinja2 import DictLoader

from tests.unit.code.codemods.mending import mend, mend_all, patches, run


def test_the_other_end_of_a_connection_is_checked() -> None:
    code = "import ssl\n\n\ndef context():\n    made = ssl.create_default_context()\n    made.check_hostname = False\n    made.verify_mode = ssl.CERT_NONE\n    return made\n"
    before, after = run(code).context(), run(mend_all(code, "tls-verification-off")).context()
    assert (before.check_hostname, before.verify_mode) == (False, ssl.CERT_NONE)
    assert (after.check_hostname, after.verify_mode) == (True, ssl.CERT_REQUIRED)
    unverified = "import ssl\n\n\ndef context():\n    return ssl._create_unverified_context()\n"
    assert run(mend(unverified, "tls-verification-off").after).context().verify_mode == ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        (
            "requests.get('https://a.example', verify=False, timeout=5)",
            "requests.get('https://a.example', timeout=5)",
        ),
        (
            "requests.get('https://a.example', timeout=5, verify=False)",
            "requests.get('https://a.example', timeout=5)",
        ),
        (
            "requests.get(url='https://a.example',\n        verify=False,\n    )",
            "requests.get(url='https://a.example',\n    )",
        ),
    ],
)
def test_an_argument_goes_with_its_comma(call: str, wanted: str) -> None:
    made = mend(f"import requests\n\n\ndef go():\n    return {call}\n", "tls-verification-off").after
    compile(made, "case", "exec")
    assert "verify" not in made
    assert wanted.replace(" ", "") in made.replace(" ", "")


def test_a_key_is_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = create_autospec(rsa.generate_private_key)  # to make such a key may take a second
    monkeypatch.setattr(rsa, "generate_private_key", asked)
    code = (
        "from cryptography.hazmat.primitives.asymmetric import rsa\n\n\ndef key():\n"
        "    return rsa.generate_private_key(public_exponent=65537, key_size=1024)\n"
    )
    run(mend(code, "weak-key-size").after).key()
    asked.assert_called_once_with(public_exponent=65537, key_size=3072)


@pytest.mark.parametrize(
    ("mode", "wanted"), [("0o777", 0o700), ("0o666", 0o600), ("0o1777", 0o1700), ("438", 0o600)]
)
def test_others_may_not_write(mode: str, wanted: int, tmp_path: Path) -> None:
    code = f"import os\n\n\ndef share(name):\n    os.chmod(name, {mode})\n"
    run(mend(code, "loose-permissions").after).share(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == wanted


def test_files_made_from_here_on_are_the_owner_s(tmp_path: Path) -> None:
    made = mend("import os\n\n\ndef start():\n    os.umask(0)\n", "loose-permissions").after
    old = os.umask(0o022)
    try:
        run(made).start()
        (tmp_path / "x").write_text("", encoding="utf-8")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "flags", ["", ", secure=False", ", secure=False, httponly=False", ", httponly=True, samesite=None"]
)
def test_a_cookie_is_for_the_browser_alone(flags: str) -> None:
    code = (
        "from flask import Flask, make_response\n\napp = Flask(__name__)\n\n\n@app.get('/')\ndef login():\n"
        f"    answer = make_response('hello')\n    answer.set_cookie('session', '1'{flags})\n    return answer\n"
    )
    before, after = mend(code, "insecure-cookie").both()
    header = after.app.test_client().get("/").headers["Set-Cookie"]
    assert header.startswith("session=1;")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {one.strip() for one in header.split(";")}
    assert "Secure" not in before.app.test_client().get("/").headers["Set-Cookie"]


@pytest.mark.parametrize("given", ["", ", autoescape=False"])
def test_pages_are_escaped_and_texts_are_not(given: str) -> None:
    code = f"from jinja2 import Environment, FileSystemLoader\n\n\ndef pages():\n    return Environment(loader=FileSystemLoader('pages'){given})\n"
    before, after = mend(code, "autoescape-off").both()

    def shown(which: SimpleNamespace, name: str, value: str) -> str:
        pages = which.pages()
        pages.loader = DictLoader({"a.html": "<p>{{ x }}</p>", "a.txt": "{{ x }}"})
        made: str = pages.get_template(name).render(x=value)
        return made

    assert shown(after, "a.html", "Ada") == shown(before, "a.html", "Ada")
    assert shown(after, "a.txt", "a & b") == shown(before, "a.txt", "a & b")
    assert "<script>" in shown(before, "a.html", "<script>")
    assert "<script>" not in shown(after, "a.html", "<script>")


def test_what_may_make_other_things_than_pages_is_left_alone() -> None:
    code = "from jinja2 import Environment\n\n\ndef fill(text):\n    return Environment().from_string(text).render(x=1)\n"
    assert patches(code, "autoescape-off") == ()


def test_a_service_is_this_machine_s() -> None:
    code = (
        "from http.server import HTTPServer, SimpleHTTPRequestHandler\n\n\ndef serve():\n"
        "    return HTTPServer(('0.0.0.0', 0), SimpleHTTPRequestHandler)\n"
    )
    with run(mend(code, "bind-all-interfaces").after).serve() as server:
        assert server.server_address[0] == "127.0.0.1"


def test_debug_mode_is_off() -> None:
    code = (
        "from flask import Flask\n\napp = Flask(__name__)\n\n\ndef main():\n    app.run(debug=True, port=1)\n"
    )
    made, given = run(mend(code, "debug-mode").after), {}
    made.app.run = lambda **named: given.update(named)
    made.main()
    assert given == {"debug": False, "port": 1}


def test_forged_requests_are_refused_again() -> None:
    code = (
        "from django.http import HttpResponse\nfrom django.views.decorators.csrf import csrf_exempt\n\n\n"
        "@csrf_exempt  # for machines\ndef pay(request):\n    return HttpResponse('paid')\n"
    )
    made = mend(code, "csrf-off").after
    assert "@csrf" not in made
    assert "def pay(request):" in made
    flask = "from flask import Flask\n\napp = Flask(__name__)\napp.config['WTF_CSRF_ENABLED'] = False\n"
    assert "['WTF_CSRF_ENABLED'] = True" in mend(flask, "csrf-off").after


def test_an_unknown_server_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import paramiko\n\n\ndef connect():\n    client = paramiko.SSHClient()\n"
        "    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())\n    return client\n"
    )
    made = mend(code, "ssh-host-key-unchecked").after
    done: list[object] = []
    library = ModuleType("paramiko")
    library.RejectPolicy = lambda: "reject"  # type: ignore[attr-defined]
    library.SSHClient = lambda: SimpleNamespace(  # type: ignore[attr-defined]
        load_system_host_keys=lambda: done.append("load"), set_missing_host_key_policy=done.append
    )
    monkeypatch.setitem(sys.modules, "paramiko", library)
    run(made).connect()
    assert done == ["load", "reject"]


def test_a_newer_tls() -> None:
    code = "import ssl\n\n\ndef context():\n    return ssl.SSLContext(ssl.PROTOCOL_TLSv1)\n"
    made = run(mend(code, "weak-cipher").after).context()
    assert made.protocol == ssl.PROTOCOL_TLS_CLIENT
    least = "import ssl\n\n\ndef context(made):\n    made.minimum_version = ssl.TLSVersion.TLSv1\n"
    holder = SimpleNamespace()
    run(mend(least, "weak-cipher").after).context(holder)
    assert holder.minimum_version is ssl.TLSVersion.TLSv1_2


def test_a_default_is_closed() -> None:
    code = (
        "from xmlrpc.server import SimpleXMLRPCServer\n\n\ndef serve(service):\n    server = SimpleXMLRPCServer(('localhost', 0))\n"
        "    server.register_instance(service, allow_dotted_names=True)\n    return server\n"
    )
    with run(mend(code, "dangerous-default").after).serve(object()) as server:
        assert server.allow_dotted_names is False


@pytest.mark.parametrize(
    "code",
    [
        "import socket\n\n\ndef listen():\n    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n    made.bind(('', 5353))\n    return made\n",
        "import socket\n\n\ndef listen():\n    made = socket.socket(socket.AF_INET6)\n    made.bind(('', 80))\n    return made\n",
    ],
)
def test_what_listens_to_groups_is_left_alone(code: str) -> None:
    assert patches(code, "bind-all-interfaces") == ()


SETTINGS = {
    "bind-all-interfaces": ("ALLOWED_HOSTS = ['*']", "ALLOWED_HOSTS = ['localhost', '127.0.0.1']"),
    "insecure-cookie": ("SESSION_COOKIE_SECURE = False", "SESSION_COOKIE_SECURE = True"),
    "debug-mode": ("DEBUG = True", "DEBUG = False"),
}


@pytest.mark.parametrize("rule", SETTINGS)
def test_settings_by_name(rule: str) -> None:
    from tests.unit.code.codemods.mending import applied, found  # noqa: PLC0415
    from vedette.code.codemods import propose  # noqa: PLC0415

    code, wanted = SETTINGS[rule]
    files = {"site/settings.py": code + "\n"}
    (finding,) = found(files, rule)
    (patch,) = propose(finding, files.get)
    assert applied(files, patch) == {"site/settings.py": wanted + "\n"}


def test_an_argument_goes_behind_a_trailing_comma() -> None:
    code = (
        "from flask import make_response\n\n\ndef login():\n    answer = make_response('x')\n    answer.set_cookie(\n"
        "        'session',\n        '1',\n    )\n    return answer\n"
    )
    assert (
        "        '1',\n        secure=True, httponly=True, samesite=\"Lax\",\n    )"
        in mend(code, "insecure-cookie").after
    )
