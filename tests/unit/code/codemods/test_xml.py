"""Documents load nothing from elsewhere, and questions to them keep their form."""

# ruff: noqa: E501  code of the cases, a line each

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

from tests.unit.code.codemods.mending import mend, outcome, run

SAX = """import io
import xml.sax
from flask import request
from xml.sax.handler import ContentHandler, feature_external_ges


class Text(ContentHandler):
    def __init__(self):
        self.text = ""

    def characters(self, text):
        self.text += text


def go():
    parser = xml.sax.make_parser()
    parser.setFeature(feature_external_ges, True)
    text = Text()
    parser.setContentHandler(text)
    parser.parse(io.BytesIO(request.data))
    return text.text
"""


def sent(code: SimpleNamespace, data: str) -> object:
    with Flask(__name__).test_request_context("/", method="POST", data=data):
        return outcome(code.go)


def test_a_document_cannot_read_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    before, after = mend(SAX, "xxe").both()
    plain = "<a>one<b>two</b></a>"
    assert sent(after, plain) == sent(before, plain) == "onetwo"
    attack = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'
    assert sent(before, attack) == "secret"
    assert sent(after, attack) == ""


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (
            "from lxml import etree\n",
            "etree.fromstring(request.data, parser=etree.XMLParser(resolve_entities=False, no_network=True))",
        ),
        (
            "import lxml.etree as etree\n",
            "etree.fromstring(request.data, parser=etree.XMLParser(resolve_entities=False, no_network=True))",
        ),
    ],
)
def test_lxml_is_given_a_parser(code: str, wanted: str) -> None:
    made = mend(
        code + "from flask import request\n\n\ndef go():\n    return etree.fromstring(request.data)\n", "xxe"
    )
    assert wanted in made.after


def test_the_parser_that_is_given_is_changed() -> None:
    code = (
        "from flask import request\nfrom lxml import etree\n\n\ndef go():\n"
        "    parser = etree.XMLParser(resolve_entities=True, no_network=False, load_dtd=True)\n"
        "    return etree.fromstring(request.data, parser)\n"
    )
    assert "XMLParser(resolve_entities=False, no_network=True, load_dtd=False)" in mend(code, "xxe").after


USERS = "<users><user name='ada'>1</user><user name='eve'>2</user></users>"
FIND = """import io
import xml.etree.ElementTree as ET
from flask import request

USERS = ET.parse(SOURCE)


def go():
    return [one.text for one in USERS.findall(QUESTION)]
"""


@pytest.mark.parametrize(
    "question",
    ["f\"./user[@name='{request.args['name']}']\"", "\"./user[@name='\" + request.args['name'] + \"']\""],
)
def test_a_question_keeps_its_form(question: str) -> None:
    made = mend(FIND.replace("QUESTION", question), "xpath-injection")
    before = run(made.before, SOURCE=io.StringIO(USERS))
    after = run(made.after, SOURCE=io.StringIO(USERS))

    def asked(code: SimpleNamespace, name: str) -> object:
        with Flask(__name__).test_request_context("/", query_string={"name": name}):
            return outcome(code.go)

    assert asked(after, "ada") == asked(before, "ada") == ["1"]
    assert asked(after, "nobody") == asked(before, "nobody") == []
    attack = "ada']/../user[@name='eve"
    assert asked(before, attack) == ["2"]
    assert asked(after, attack) == "BadRequest"


def test_lxml_takes_a_variable() -> None:
    code = (
        "from flask import request\nfrom lxml import etree\n\n\ndef go():\n    users = etree.parse('users.xml')\n"
        "    return users.xpath(f\"//user[@name='{request.args['name']}']/text()\")\n"
    )
    assert (
        "users.xpath(\"//user[@name=$value]/text()\", value=request.args['name'])"
        in mend(code, "xpath-injection").after
    )


def test_two_holes_get_two_variables() -> None:
    code = (
        "from flask import request\nfrom lxml import etree\n\n\ndef go():\n    users = etree.parse('users.xml')\n"
        "    name, word = request.args['name'], request.args['word']\n"
        "    return users.xpath(f\"//user[@name='{name}' and @word='{word}']\")\n"
    )
    made = mend(code, "xpath-injection").after
    assert 'xpath("//user[@name=$name and @word=$word]", name=name, word=word)' in made
