"""What an unchanged scan does not need is not loaded for it: starting is most of what it takes."""

import subprocess  # noqa: TID251 - a process that has loaded nothing yet
import sys

WORDS = """
import sys
import vedette.code
print(*sorted(one for one in sys.modules if one.startswith(("tree_sitter", "vedette.code.taint"))))
"""


def test_the_interpreter_and_the_parser_are_loaded_when_there_is_something_to_run() -> None:
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", WORDS], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
