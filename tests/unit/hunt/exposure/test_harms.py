"""Which values would use which weakness, and which only look odd."""

import pytest

from vedette.hunt.exposure.harms import numbers, uses


@pytest.mark.parametrize(
    ("weakness", "value"),
    [
        (89, "%27%20or%20%271%27=%271"),
        (89, "1 union select password from users--"),
        (78, "x; id"),
        (78, "x%26%26ls"),
        (78, "$(whoami)"),
        (22, "..%2f..%2f..%2fetc%2fpasswd"),
        (22, "....//....//etc/passwd"),
        (79, "<script>alert(1)</script>"),
        (918, "http://169.254.169.254/latest/meta-data/"),
        (918, "//internal.example/admin"),
        (601, "https://evil.example/"),
        (601, "//evil.example"),
        (1336, "{{7*7}}"),
        (502, "gASVIAAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAJpZJSFlFKULg=="),
        (502, "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA=="),
        (90, "*)(uid=*))(|(uid=*"),
        (93, "x%0d%0aSet-Cookie:%20a=b"),
    ],
)
def test_what_would_use_it(weakness: int, value: str) -> None:
    assert uses(value, (weakness,)) is not None


@pytest.mark.parametrize(
    ("weakness", "value"),
    [
        (89, "O'Brien"),
        (89, "select tea and coffee"),
        (89, "<script>alert(1)</script>"),
        (78, "shop.example"),
        (78, "black & white"),
        (78, "' or '1'='1"),
        (22, "a/b.txt"),
        (22, "v1..v2"),
        (601, "/account/settings"),
        (918, "tea"),
        (502, "plain text"),
        (90, "Anna (sales)"),
        (327, "..%2f..%2fetc%2fpasswd"),
    ],
)
def test_what_would_not(weakness: int, value: str) -> None:
    assert uses(value, (weakness,)) is None


def test_ids_of_weaknesses_are_numbers() -> None:
    assert numbers(("CWE-89", "CWE-1336", "nonsense")) == (89, 1336)
