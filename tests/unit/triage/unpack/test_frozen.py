import marshal  # noqa: TID251  only written here
import struct
import zlib

from tests.unit.triage.unpack.made import program
from tests.unit.triage.unpack.packed import files, opened, skips
from vedette.triage.identify import identify
from vedette.triage.kinds import Kind

CODE = marshal.dumps(compile("import os", "run", "exec"))


def frozen(rows: dict[str, tuple[bytes, bytes, bool]]) -> bytes:
    """Return a frozen archive of rows: name to kind, data and whether it is packed."""
    body, listed = b"", b""
    for name, (kind, data, packed) in rows.items():
        raw = zlib.compress(data) if packed else data
        label = name.encode() + b"\0"
        head = struct.pack(">4IBc", 18 + len(label), len(body), len(raw), len(data), packed, kind)
        listed += head + label
        body += raw
    size = len(body) + len(listed) + 88
    cookie = struct.pack(">8s4I", b"MEI\x0c\x0b\x0a\x0b\x0e", size, len(body), len(listed), 311)
    return body + listed + cookie + bytes(64)


def library(modules: dict[str, bytes]) -> bytes:
    body, rows = b"", []
    for name, code in modules.items():
        raw = zlib.compress(code)
        rows.append((name, (0, 12 + len(body), len(raw))))
        body += raw
    return struct.pack(">4s4sI", b"PYZ\0", b"\xa7\r\r\n", 12 + len(body)) + body + marshal.dumps(rows)


def test_scripts_and_modules_come_out_as_compiled_python() -> None:
    rows = {
        "run": (b"s", CODE, True),
        "lib.so": (b"b", b"\x7fELF" + bytes(60), True),
        "PYZ.pyz": (b"z", library({"a.b": CODE}), False),
    }
    data = program(frozen(rows))
    assert identify(data) is Kind.PE
    found = files(opened(data))
    assert set(found) == {"run.pyc", "lib.so", "PYZ.pyz/a/b.pyc"}
    for name in ("run.pyc", "PYZ.pyz/a/b.pyc"):
        assert identify(found[name]) is Kind.PYTHON_CODE
        assert found[name][16:] == CODE


def test_a_damaged_directory_of_modules_costs_only_them() -> None:
    rows = {"run": (b"s", CODE, True), "PYZ.pyz": (b"z", library({"a": CODE})[:-9], False)}
    found = opened(program(frozen(rows)))
    assert list(files(found)) == ["run.pyc"]
    assert skips(found)


def test_a_mark_without_an_archive_is_told() -> None:
    found = opened(program(b"MEI\x0c\x0b\x0a\x0b\x0e" + b"\xff" * 90))
    assert not files(found)
    assert "damaged" in skips(found)["a.bin"]
