"""What one function has, what it reaches, and what the file has."""

from __future__ import annotations

from tests.unit.triage.binary.made import called, pe
from tests.unit.triage.binary.test_hidden import stored
from vedette.triage.binary.scopes import Scopes, scopes
from vedette.triage.binary.study import study
from vedette.triage.kinds import Kind

START, END = b"\x48\x83\xec\x28", b"\xc3"
IMPORTS = [("KERNEL32.dll", ["GetTempPathA", "WriteFile", "CreateProcessA", "GetProcAddress"])]


def made(code: bytes, data: bytes = b"") -> Scopes:
    known = study(pe(code, IMPORTS, data), Kind.PE)
    assert known is not None
    return scopes(known)


def in_two_functions() -> bytes:
    """Return an entry that calls a second function, each with calls of its own."""
    first = START + called(0, len(START))
    to_second = len(first)
    first += b"\xe8" + (32 - to_second - 5).to_bytes(4, "little") + END
    first = first.ljust(32, b"\xcc")
    second = START + called(1, 32 + len(START))
    return first + second + called(2, 32 + len(second)) + END


def test_a_function_has_its_own_calls_and_reaches_those_of_what_it_calls() -> None:
    found = made(in_two_functions())
    assert [one.scope.calls for one in found.functions] == [{"GetTempPath"}, {"WriteFile", "CreateProcess"}]
    assert [one.scope.calls for one in found.reaching] == [
        {"GetTempPath", "WriteFile", "CreateProcess"},
        {"WriteFile", "CreateProcess"},
    ]
    assert found.whole.scope.calls >= {"GetTempPath", "WriteFile", "CreateProcess", "GetProcAddress"}
    assert found.of("file") == [found.whole]


def test_a_name_counts_where_code_takes_its_address() -> None:
    at = len(START)
    taken = b"\x48\x8d\x15" + (0x140003001 - (0x140001000 + at + 7)).to_bytes(4, "little", signed=True)
    found = made(START + taken + END, b"\0URLDownloadToFileA\0")
    assert found.functions[0].scope.calls == {"URLDownloadToFile"}
    assert "URLDownloadToFile" in made(START + END, b"\0URLDownloadToFileA\0").whole.scope.calls
    assert not made(START + END, b"\0URLDownloadToFileA\0").functions


def test_a_text_put_together_belongs_to_the_function_that_does() -> None:
    found = made(START + stored("VBoxService.exe", "letters") + END)
    assert [bool(one.scope.strings) for one in found.functions] == [True]
    (hit, *_) = found.functions[0].hits.values()
    assert (hit.text, hit.built) == ("VBoxService.exe", True)


def test_it_says_what_kind_of_file_it_is_and_what_it_offers() -> None:
    found = made(START + END)
    assert (found.whole.scope.kind, found.whole.scope.exports) == ("program", frozenset())
