import pytest

from vedette.triage.indicators.suffixes import is_ending_of_files, is_host, needs_context, registered


@pytest.mark.parametrize(("name", "is_one"), [
    ("evil.co.uk", True), ("co.uk", False), ("a.b.onion", True), ("nothing.zzz", False), ("a..com", False),
    ("-a.com", False), ("a" * 64 + ".com", False), ("com", False), ("x.invalid", True),
])  # fmt: skip
def test_a_host_has_a_known_end_and_something_before_it(name: str, is_one: bool) -> None:  # noqa: FBT001
    assert is_host(name) is is_one


def test_what_somebody_registered_is_the_end_and_one_label() -> None:
    assert registered("a.b.evil.co.uk") == "evil.co.uk"
    assert registered("nothing.zzz") == ""


def test_endings_that_files_and_members_have_are_known() -> None:
    assert is_ending_of_files("setup.py")
    assert needs_context("user.name")
    assert not needs_context("evil.top")
