import pytest

from vedette.hunt.patterns.payloads.expressions import judge


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("${${env:x:-j}ndi:rmi://a}", "JNDI lookup"),
        ("#{7*7}", "template injection"),
        ("t(java.lang.runtime).getruntime()", "template injection"),
        ("ro0abxnyabcdefgh", "deserialisation"),
        ("a\r\nset-cookie: b=c", "header injection"),
        ("require('child_process')", "code injection"),
        ("constructor.prototype.x", "code injection"),
    ],
)
def test_what_would_be_evaluated(text: str, kind: str) -> None:
    found = judge(text)
    assert found is not None
    assert found.enough
    assert found.kind == kind


@pytest.mark.parametrize(
    "text", ["{{name}}", "${user}", "a {b} c", "#tag", "$10 < $20", "function(x)", "the system (old)"]
)
def test_placeholders_are_not(text: str) -> None:
    assert judge(text) is None


def test_lookups_without_end_end() -> None:
    assert judge("${a:${b:" * 500) is None
