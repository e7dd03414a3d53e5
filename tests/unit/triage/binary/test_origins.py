"""What made an executable, by what it leaves behind; words about it in other programs do not count."""

import pytest

from tests.unit.triage.binary.made import pe
from vedette.triage.binary.formats.pe import image
from vedette.triage.binary.masks import Masks
from vedette.triage.binary.origins import import_digest, made_with


def origins(text: bytes) -> tuple[str, ...]:
    found = image(pe(b"\xc3", data=text))
    assert found is not None
    return made_with(found, Masks(found))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (b"@rpath/libswiftCore.dylib", "Swift"),
        (b"_swift_retain", "Swift"),
        (b"Go build ID: abc", "Go"),
        (b"/rustc/0123", "Rust"),
        (b"stg_ap_v_fast", "Haskell"),
    ],
)
def test_marks_of_a_maker(text: bytes, name: str) -> None:
    assert name in origins(text)


@pytest.mark.parametrize("text", [b"__swift5_types", b"is_swift_bank_code", b"emit_swift_async_context"])
def test_a_program_that_only_names_swift_was_not_made_with_it(text: bytes) -> None:
    assert "Swift" not in origins(text)


def test_programs_that_import_the_same_have_the_same_digest() -> None:
    one = image(pe(b"\xc3", [("KERNEL32.dll", ["ExitProcess"])]))
    two = image(pe(b"\x90\xc3", [("kernel32.dll", ["ExitProcess"])]))
    none = image(pe(b"\xc3"))
    assert one is not None
    assert two is not None
    assert none is not None
    assert import_digest(one) == import_digest(two) != import_digest(none) == ""
