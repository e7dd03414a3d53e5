import pytest
from packaging.version import Version
from pip._internal.models.link import Link

from vedette.sandbox.pip_child import Offer, best, offer, words


def made(filename: str, *, withdrawn: bool = False) -> Offer | None:
    return offer(Link(f"https://example.org/{filename}", yanked_reason="bad" if withdrawn else None), "shop")


def offers(*names: str) -> list[Offer]:
    return [one for name in names if (one := made(name)) is not None]


@pytest.mark.parametrize(
    ("filename", "version"),
    [
        ("shop-1.0-py3-none-any.whl", "1.0"),
        ("shop-1.0-cp39-cp39-win_amd64.whl", "1.0"),
        ("shop-1.0.tar.gz", "1.0"),
        ("shop-1.0.zip", "1.0"),
        ("shop-1.0.tar.bz2", "1.0"),
        ("shop-1.0.tgz", "1.0"),
        ("shop-1.0-py2.7.egg", None),
        ("shop-1.0.exe", None),
        ("other-1.0.tar.gz", None),
        ("shop-x.tar.gz", None),
        ("shop.whl", None),
        ("shop-extra-1.0.tar.gz", None),
    ],
)
def test_what_a_link_offers(filename: str, version: str | None) -> None:
    found = made(filename)
    assert (found and str(found.version)) == version


def test_the_best_of_what_is_offered() -> None:
    rows = offers("shop-1.0.tar.gz", "shop-1.0-py3-none-any.whl", "shop-2.0.tar.gz", "shop-3.0a1.tar.gz")
    newest, exact = best(rows, None), best(rows, "1")
    assert newest is not None
    assert exact is not None
    assert newest.version == Version("2.0")
    assert exact.link.filename == "shop-1.0-py3-none-any.whl"
    assert best(rows, "9") is None
    assert best([], None) is None


def test_what_was_withdrawn_is_taken_only_when_asked_for_by_version() -> None:
    withdrawn = made("shop-2.0.tar.gz", withdrawn=True)
    assert withdrawn is not None
    rows = [withdrawn, *offers("shop-1.0.tar.gz")]
    newest, exact = best(rows, None), best(rows, "2.0")
    assert newest is not None
    assert exact is not None
    assert (str(newest.version), str(exact.version)) == ("1.0", "2.0")


class ConnectionTimeoutError(Exception):
    """As pip calls it."""


class SSLVerificationError(Exception):
    """As pip calls it."""


class _Answer:
    status_code = 503


class NetworkConnectionError(Exception):
    """As pip calls it."""

    response = _Answer()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConnectionTimeoutError("x"), "example.org does not answer in time"),
        (SSLVerificationError("x"), "example.org shows a certificate that is not trusted here"),
        (NetworkConnectionError("x"), "example.org answers with status 503"),
        (OSError("Failed to resolve host"), "there is no address for the name example.org"),
        (ConnectionError("x"), "example.org cannot be reached"),
        (ValueError("pip says much"), "example.org gives an answer pip cannot use (ValueError)"),
    ],
)
def test_why_there_is_nothing_is_said_in_words_of_ours(error: Exception, said: str) -> None:
    assert words(error, "https://user:secret@example.org/p/") == said
