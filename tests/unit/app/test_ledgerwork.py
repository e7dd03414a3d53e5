import subprocess  # noqa: TID251 - a process that has loaded nothing yet
import sys

WORDS = """
import sys
import vedette.app.ledgerwork
print(sorted(one for one in sys.modules if one.startswith("cryptography")))
"""


def test_signatures_are_loaded_when_they_are_asked_for() -> None:
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", WORDS], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
