"""What of a Python package runs when, and what its metadata gives away."""

from tests.unit.triage.packages.archives import packed
from vedette.triage.fact import Act, When
from vedette.triage.packages import package_of
from vedette.triage.packages.package import Package

META = {"x-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: x-tool\nVersion: 1\n"}


def package(files: dict[str, str], root: str = "x.whl") -> Package:
    found = package_of(packed(files, root))
    assert found is not None
    return found


def test_what_an_init_imports_runs_on_import_and_nothing_else() -> None:
    files = {"x/__init__.py": "from .core import a\n", "x/core.py": "", "x/later.py": ""}
    runs = package(META | files).runs
    assert runs == {"x.whl!/x/__init__.py": When.IMPORT, "x.whl!/x/core.py": When.IMPORT}


def test_setup_and_what_it_imports_run_on_install() -> None:
    files = {
        "x-1/setup.py": "import hook\n",
        "x-1/hook.py": "",
        "x-1/x/__init__.py": "",
        "x-1/PKG-INFO": "Name: x\n",
    }
    runs = package(files, "x.tar").runs
    assert runs["x.tar!/x-1/setup.py"] is When.INSTALL
    assert runs["x.tar!/x-1/hook.py"] is When.INSTALL
    assert runs["x.tar!/x-1/x/__init__.py"] is When.IMPORT


def acts(found: Package) -> set[Act]:
    return {fact.act for facts in found.facts.values() for fact in facts}


def test_a_path_file_that_imports_runs_whenever_python_starts() -> None:
    assert Act.PERSISTS in acts(package(META | {"x.pth": "import os; os.system('id')\n"}))
    assert Act.PERSISTS not in acts(package(META | {"x.pth": "../src\n"}))


def test_a_pure_wheel_with_a_program_is_not_what_it_says() -> None:
    wheel = {"x-1.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n"}
    assert Act.DIFFERS in acts(package(META | wheel | {"x/a.so": "elf"}))
    assert Act.DIFFERS not in acts(package(META | wheel | {"x/a.py": ""}))


def test_a_folder_of_scripts_is_no_package() -> None:
    assert package_of(packed({"a.py": "", "b.txt": ""})) is None
