"""What is known about programs, and what rests on how they are read."""

from pkgutil import walk_packages

from vedette import code, lang
from vedette.code.knowledge import READERS


def test_results_kept_rest_on_every_package_that_reads_programs() -> None:
    packages = {one.__name__ for one in (code, lang)} | {
        one.name
        for whole in (code, lang)
        for one in walk_packages(whole.__path__, f"{whole.__name__}.")
        if one.ispkg
    }
    texts = {"vedette.code.rules", "vedette.code.models"}
    mending = {"vedette.code.codemods"}  # writes patches of what was found, and finds nothing
    assert packages - texts - mending == set(READERS)
