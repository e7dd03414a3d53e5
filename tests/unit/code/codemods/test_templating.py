"""Templates stay fixed, and escape what they are handed."""

# ruff: noqa: E501  code of the cases, a line each

import json

import pytest
from flask import Flask

from tests.unit.code.codemods.mending import mend, patches, run

HEAD = "from flask import render_template_string, request\nfrom jinja2 import Environment, Template\n\n\ndef go():\n"
SHAPES = {
    "plus": "    return render_template_string('<p>Hello ' + request.args['name'] + '</p>')\n",
    "f-string": "    return render_template_string(f\"<p>Hello {request.args['name']}</p>\")\n",
    "percent": "    return render_template_string('<p>Hello %s</p>' % request.args['name'])\n",
    "others": "    return render_template_string('<p>{{ word }} ' + request.args['name'] + '</p>', word='Hello')\n",
    "Template": "    return Template('<p>Hello ' + request.args['name'] + '</p>').render()\n",
    "from_string": "    return Environment(autoescape=True).from_string('<p>Hello ' + request.args['name'] + '</p>').render(x=1)\n",
}


def asked(code: str, name: str) -> str:
    with Flask(__name__).test_request_context("/", query_string={"name": name}):
        made: str = run(code).go()
        return made


@pytest.mark.parametrize("shape", SHAPES)
def test_values_are_shown_and_not_evaluated(shape: str) -> None:
    made = mend(HEAD + SHAPES[shape], "template-injection")
    assert asked(made.after, "Ada") == asked(made.before, "Ada") == "<p>Hello Ada</p>"
    assert "49" in asked(made.before, "{{ 7 * 7 }}")
    for attack in (
        "{{ 7 * 7 }}",
        "{% for x in range(50) %}{{ x }}{% endfor %}",
        "{{ request.url }}",
        "{# x #}",
    ):
        assert asked(made.after, attack) == f"<p>Hello {attack}</p>"


def test_a_template_from_outside_is_left_alone() -> None:
    code = HEAD + "    return render_template_string(request.args['page'])\n"
    assert patches(code, "template-injection") == ()


def test_a_template_filled_elsewhere_is_left_alone() -> None:
    code = HEAD + "    page = Template('<p>' + request.args['name'] + '</p>')\n    return page.render()\n"
    assert patches(code, "template-injection") == ()


RAW = {
    "safe": "'<p>{{ name|safe }}</p>'",
    "off": "'{% autoescape false %}<p>{{ name }}</p>{% endautoescape %}'",
    "script": "'<script>let name = \"{{ name }}\"</script>'",
}


@pytest.mark.parametrize("shape", RAW)
def test_the_template_escapes(shape: str) -> None:
    code = (
        HEAD
        + f"    name = request.args['name']\n    return render_template_string({RAW[shape]}, name=name)\n"
    )
    made = mend(code, "cross-site-scripting")
    assert asked(made.after, "Ada") == asked(made.before, "Ada")
    for attack in ("<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>"):
        assert attack not in asked(made.after, attack)
    shown = asked(made.after, '";alert(1);"')
    if shape == "script":
        assert (
            json.loads(shown.removeprefix("<script>let name = ").removesuffix("</script>")) == '";alert(1);"'
        )


def test_html_beside_the_value_is_not_escaped_with_it() -> None:
    code = (
        HEAD
        + "    name = request.args['name']\n    return render_template_string('{{ head|safe }}{{ name|safe }}', name=name, head='<b>')\n"
    )
    assert patches(code, "cross-site-scripting") == ()
