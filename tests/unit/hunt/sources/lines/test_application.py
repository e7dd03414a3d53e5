"""Logs applications write for themselves."""

import pytest

from tests.unit.hunt.sources.made import one, read
from vedette.hunt.sources.lines import application

LINE = "2020-03-01 08:00:01,500 ERROR [main] o.e.Web: it went wrong\n"
JAVA = LINE + "java.io.FileNotFoundException: /../../../etc/passwd\n\tat o.e.Web.read(Web.java:7)\n"


@pytest.mark.parametrize(
    "line",
    [
        LINE,
        "2020-03-01T08:00:01.500Z ERROR it went wrong\n",
        "[2020-03-01 08:00:01,500] [7] [ERROR] it went wrong\n",
        "2020/03/01 08:00:01.500 [error] it went wrong\n",
        "2020-03-01 09:00:01.500+01:00 app[web]: level=error it went wrong\n",
    ],
)
def test_a_message_has_a_moment_and_a_level(line: str) -> None:
    made = one(line, "app.log", "application")
    assert (made.time, made.fields["level"], made.logsource.category) == (
        1_583_049_601_500_000,
        "ERROR",
        "application",
    )
    assert "it went wrong" in str(made.message)


def test_a_trace_belongs_to_the_message_in_front_of_it() -> None:
    found, whys = read(JAVA + LINE, "app.log")
    assert [made.record for made in found] == [1, 4]
    assert "Web.java:7" in str(found[0].message)
    assert found[0].fields["message"] == found[0].message
    assert "Web.java:7" not in str(found[1].message)
    assert not whys


@pytest.mark.parametrize(
    ("trace", "product"),
    [
        ("\tat o.e.Web.read(Web.java:7)", "jvm"),
        ("org.springframework.web.X: y", "spring"),
        ('Traceback (most recent call last):\n  File "/x.py", line 7', "python"),
        ("django.security.DisallowedHost: z", "django"),
        ("ActionController::BadRequest", "ruby_on_rails"),
        ("    at Object.<anonymous> (/x.js:1:2)", "nodejs"),
        ("something else", ""),
    ],
)
def test_the_language_is_told_by_its_traces(trace: str, product: str) -> None:
    found, _ = read(f"{LINE}{trace}\n{LINE}", "app.log")
    assert {made.logsource.product for made in found} == {product}


def test_an_endless_trace_is_bounded_and_the_rest_counted() -> None:
    found, whys = read(LINE + "\tat x.y(Z.java:1)\n" * 1000, "app.log", "application")
    assert len(found) == 1
    assert whys == ["a line is not of this format (800 records, the first is number 202)"]


@pytest.mark.parametrize(
    "text",
    [
        "2020-03-01T08:00:01Z,a,b\n2020-03-01T08:00:02Z,c,d\n",
        "hello\n",
        "2020-03-01 08:00:01 nothing said of a level\n",
        "",
        "\tat x.y(Z.java:1)\n" + LINE,
    ],
)
def test_tables_and_letters_are_not_such_logs(text: str) -> None:
    assert not application.fits(text.encode(), "x")
