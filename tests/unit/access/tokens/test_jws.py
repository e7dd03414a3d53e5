"""Signed JSON is read one way, or not at all."""

import pytest

from vedette.access.tokens import jws
from vedette.core.errors import BadInput, LimitHit


@pytest.mark.parametrize("data", [b"", b"\0", b"\xff" * 33, b"any bytes at all"])
def test_what_is_encoded_comes_back(data: bytes) -> None:
    assert jws.decode(jws.encode(data), "it") == data


@pytest.mark.parametrize("text", ["QQ==", "QR", "Q", "Q+", "Q/", "QQ\n", " QQ", "Q Q", "é", "QUJD=", "-_-"])
def test_another_spelling_of_base64url_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        jws.decode(text, "it")


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}',
        '{"a":{"b":1,"b":2}}',
        '{"a":NaN}',
        '{"a":-Infinity}',
        '{"a":1e999}',
        "[]",
        "1",
        '"a"',
        "null",
        "",
        "{",
        "{}{}",
        "\ufeff{}",
        '{"a":' * 3000 + "1" + "}" * 3000,
        '{"a":' + "9" * 5000 + "}",
        "{'a':1}",
    ],
)
def test_odd_json_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        jws.read_object(text, "it")
    with pytest.raises(BadInput):
        jws.read(jws.encode(text.encode()), "it")


def test_an_array_is_read_as_strictly() -> None:
    assert jws.read_array('["s", {"a": [1]}]', "it") == ["s", {"a": [1]}]
    for text in ('{"a":1}', '[{"a":1,"a":1}]', "[NaN]", "[1e999]", "1", "", "[" * 100_000, b"[\xff]"):
        with pytest.raises(BadInput):
            jws.read_array(text, "it")


def test_a_bound_is_a_bound() -> None:
    assert jws.split("a.b.QQ", limit=6, what="it") == ("a", "b", "QQ")
    with pytest.raises(LimitHit, match="7 characters"):
        jws.split("aa.b.QQ", limit=6, what="it")
