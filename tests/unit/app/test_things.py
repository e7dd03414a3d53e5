from pathlib import Path

from vedette.app.plainfiles import PlainFile
from vedette.app.things import things


def files(*names: str) -> list[PlainFile]:
    return [PlainFile(name=one, path=Path("/given", one), size=1, modified=0) for one in names]


def grouped(*names: str) -> dict[str, list[str]]:
    return {one.name: [file.name for file in one.files] for one in things(files(*names), "given")}


def test_files_without_a_manifest_are_a_thing_each() -> None:
    assert grouped("a.js", "b/c.py") == {"a.js": ["a.js"], "b/c.py": ["b/c.py"]}


def test_a_folder_with_a_manifest_is_one_thing_and_takes_its_name() -> None:
    assert grouped("package.json", "lib/a.js") == {"given": ["package.json", "lib/a.js"]}


def test_the_nearest_manifest_counts() -> None:
    found = grouped("x.sh", "p/setup.py", "p/a.py", "p/node_modules/q/package.json", "p/node_modules/q/i.js")
    assert found == {
        "x.sh": ["x.sh"],
        "p": ["p/setup.py", "p/a.py"],
        "p/node_modules/q": ["p/node_modules/q/package.json", "p/node_modules/q/i.js"],
    }


def test_a_manifest_handed_in_alone_is_a_file() -> None:
    (one,) = things(files("package.json"), "package.json")
    assert (one.name, one.inside()) == ("package.json", ())


def test_paths_inside_start_at_the_folder() -> None:
    (one,) = things(files("p/setup.py", "p/src/a.py"), "given")
    assert [path for path, _ in one.inside()] == ["setup.py", "src/a.py"]
    assert one.size == 2
