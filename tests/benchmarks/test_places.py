from benchmarks.places import functions, innermost, passes_through, same_file
from tests.benchmarks.notation import finding

SOURCE = b"""\
import flask

class View:
    @flask.route("/a",
                 methods=["GET"])
    def get(self):
        def inner():
            return 1
        return inner()

if True:
    async def late[T](x: T): return f"{x!r:>{"10"}}"
"""


def test_functions_have_dotted_names_whatever_stands_around_them() -> None:
    found = {one.name: (one.top, one.first, one.last) for one in functions(SOURCE)}
    assert found == {
        "View": (3, 3, 9),
        "View.get": (4, 6, 9),
        "View.get.inner": (7, 7, 8),
        "late": (12, 12, 12),
    }


def test_the_innermost_function_owns_a_line() -> None:
    found = functions(SOURCE)
    assert [innermost(found, line) for line in (1, 3, 6, 8, 9, 12)] == [
        "", "View", "View.get", "View.get.inner", "View.get", "late",
    ]  # fmt: skip


def test_a_file_is_the_same_in_whatever_folder_it_was_unpacked() -> None:
    assert same_file("a/b.py", "a/b.py")
    assert same_file("pkg-1.0/a/b.py", "a/b.py")
    assert not same_file("xa/b.py", "a/b.py")


def test_any_step_in_the_function_counts_decorators_included() -> None:
    spans = [one for one in functions(SOURCE) if one.name == "View.get"]
    assert passes_through(finding("CWE-89", "a.py:4", "other.py:1"), "a.py", spans)
    assert passes_through(finding("CWE-89", "other.py:1", "a.py:9"), "a.py", spans)
    assert not passes_through(finding("CWE-89", "other.py:6", "a.py:12"), "a.py", spans)
    assert not passes_through(finding("CWE-89", "a.py:6"), "a.py", [])
