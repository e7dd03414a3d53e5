import ssl
import urllib.error

import pytest

from vedette.core.errors import reason


def refused_certificate() -> ssl.SSLCertVerificationError:
    made = ssl.SSLCertVerificationError(1, "certificate verify failed")
    made.reason = "CERTIFICATE_VERIFY_FAILED"
    return made


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (urllib.error.URLError(ConnectionRefusedError(111, "Connection refused")), "Connection refused"),
        (urllib.error.URLError("unknown url type"), "unknown url type"),
        (TimeoutError("timed out"), "timed out"),
        (TimeoutError(), "TimeoutError"),
        (refused_certificate(), "certificate verify failed"),
    ],
)
def test_why_something_failed_is_told_in_the_systems_words(error: Exception, words: str) -> None:
    assert reason(error) == words
