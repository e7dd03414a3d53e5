"""Redirects stay here: whatever browsers take for another site is not followed."""

# ruff: noqa: E501  code of the cases, a line each

from types import SimpleNamespace

import pytest
from flask import Flask

from tests.unit.code.codemods.mending import mend, outcome, patches

SHAPES = {
    "direct": "def go():\n    return redirect(request.args['next'])\n",
    "default": "def go():\n    return redirect(request.args.get('next', '/'))\n",
    "variable": "def go():\n    target = request.args['next']\n    return redirect(target)\n",
    "helper": "def place():\n    return request.args.get('next') or '/'\n\n\ndef go():\n    return redirect(place())\n",
    "slash": "def go():\n    return redirect(request.args['next'] + '?done=1')\n",
}
ELSEWHERE = ("https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
             "https:evil.example", "https:/evil.example", "javascript:alert(1)", "data:text/html,x", " //evil.example", "\t//evil.example",
             "/\t/evil.example", "/\n/evil.example", "/\t\\evil.example", "\x01//evil.example", "HTTPS://evil.example", "ht\ttps://evil.example",
             "//evil.example:80/a", "https://shop.example@evil.example")  # fmt: skip
HERE = (
    "/",
    "/cart",
    "/cart?item=1&x=2",
    "/a/b#c",
    "cart",
    "?page=2",
    "/a:b",
    "/search?q=https://other.example",
)


def asked(code: SimpleNamespace, to: str) -> object:
    with Flask(__name__).test_request_context("/", query_string={"next": to}):
        made = outcome(code.go)
        return made if isinstance(made, str) else made.headers["Location"]  # type: ignore[attr-defined]


def leaves(address: object) -> bool:
    """What browsers do (WHATWG URL): drop controls and blanks in front, tabs and line ends anywhere; backslash is slash."""
    text = str(address).lstrip("".join(map(chr, range(33))))
    text = (
        "".join(sign for sign in text if sign not in "\t\r\n").replace("\\", "/").replace("%5C", "/").lower()
    )
    scheme = text.partition(":")[0]
    return text.startswith("//") or (":" in text and scheme.isalpha())


@pytest.mark.parametrize("shape", SHAPES)
def test_paths_of_this_site_are_followed_as_before(shape: str) -> None:
    before, after = mend("from flask import redirect, request\n\n\n" + SHAPES[shape], "open-redirect").both()
    for to in HERE:
        assert asked(after, to) == asked(before, to)


@pytest.mark.parametrize("shape", SHAPES)
def test_no_address_leads_elsewhere(shape: str) -> None:
    before, after = mend("from flask import redirect, request\n\n\n" + SHAPES[shape], "open-redirect").both()
    assert sum(leaves(asked(before, to)) for to in ELSEWHERE) > 10
    assert not [to for to in ELSEWHERE if leaves(asked(after, to))]


def test_a_host_of_the_request_s_is_left_alone() -> None:
    code = "from flask import redirect, request\n\n\ndef go():\n    return redirect(f\"https://{request.args['host']}/\")\n"
    assert patches(code, "open-redirect") == ()
