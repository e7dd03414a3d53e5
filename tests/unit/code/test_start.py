"""What an unchanged scan needs: little is loaded for it, and it rests on all the code that reads programs."""

import subprocess  # noqa: TID251 - a process that has loaded nothing yet
import sys
from pkgutil import walk_packages

from vedette import code, lang
from vedette.code.knowledge import READERS

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


def test_results_kept_rest_on_every_package_that_reads_programs() -> None:
    packages = {one.__name__ for one in (code, lang)} | {
        one.name
        for whole in (code, lang)
        for one in walk_packages(whole.__path__, f"{whole.__name__}.")
        if one.ispkg
    }
    assert packages - {"vedette.code.rules", "vedette.code.models"} == set(READERS)
