import pytest

from vedette.app.patterns import matches


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.py", "a.py", True),
        ("*.py", "x/y/a.py", True),
        ("*.py", "a.pyc", False),
        ("/a.py", "a.py", True),
        ("/a.py", "x/a.py", False),
        ("tests", "tests/x/a.py", True),
        ("tests/", "src/tests/a.py", True),
        ("src/*.py", "src/a.py", True),
        ("src/*.py", "src/x/a.py", False),
        ("src/**/a.py", "src/a.py", True),
        ("src/**/a.py", "src/x/y/a.py", True),
        ("src/**", "src/x/y/a.py", True),
        ("**/migrations/*", "app/migrations/1.py", True),
        ("a?.py", "ab.py", True),
        ("a?.py", "a/.py", False),
        ("[ab].py", "a.py", True),
        ("[!ab].py", "a.py", False),
        ("[!ab].py", "c.py", True),
        ("[a-c].py", "b.py", True),
        ("a[.py", "a[.py", True),
        ("[z-a].py", "[z-a].py", True),
        ("a+(b).py", "a+(b).py", True),
        ("a.py", "aXpy", False),
        ("[]].py", "].py", True),
    ],
)
def test_a_pattern_covers_what_git_users_expect(pattern: str, path: str, expected: bool) -> None:  # noqa: FBT001
    assert matches(path, [pattern]) is expected


def test_no_pattern_covers_nothing() -> None:
    assert not matches("a.py", [])
