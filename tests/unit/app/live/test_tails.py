"""Every line once: however a file grows, is cut, or is replaced between two looks."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from vedette.app.live import tails
from vedette.app.live.tails import Cursor, fresh, is_same, new_lines


def drained(cursor: Cursor, path: Path) -> tuple[Cursor, bytes]:
    """Read until nothing is new; headings that were repeated are left out."""
    found = b""
    while (chunk := new_lines(cursor, path)) is not None:
        lines = chunk.data.split(b"\n")[chunk.skipped_lines :]
        found += b"\n".join(lines)
        cursor = chunk.after
    return cursor, found


@given(pieces=st.lists(st.binary(max_size=40), max_size=12), chunk=st.integers(8, 64))
def test_whatever_is_appended_arrives_once_and_in_order(
    pieces: list[bytes], chunk: int, tmp_path_factory: object
) -> None:
    path = Path(tmp_path_factory.mktemp("log")) / "a.log"  # type: ignore[attr-defined]
    path.write_bytes(b"")
    cursor = fresh(path)
    assert cursor is not None
    seen, whole, before = b"", b"", tails.CHUNK
    tails.CHUNK = chunk  # type: ignore[misc]
    try:
        for piece in (*pieces, b"\n"):
            with path.open("ab") as file:
                file.write(piece)
            whole += piece
            assert is_same(cursor, path)
            cursor, found = drained(cursor, path)
            seen += found
    finally:
        tails.CHUNK = before  # type: ignore[misc]
    assert seen == whole
    assert cursor.lines == whole.count(b"\n")


def test_half_a_line_waits_for_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"one\ntw")
    cursor = fresh(path)
    assert cursor is not None
    cursor, found = drained(cursor, path)
    assert found == b"one\n"
    path.write_bytes(b"one\ntwo\n")
    cursor, found = drained(cursor, path)
    assert found == b"two\n"


def test_a_file_that_was_replaced_or_cut_is_another_one(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"one\ntwo\n")
    cursor, _ = drained(fresh(path), path)  # type: ignore[arg-type]
    assert is_same(cursor, path)
    path.rename(tmp_path / "a.log.1")
    path.write_bytes(b"three\nfour\nfive\n")
    assert not is_same(cursor, path), "rotated"
    cursor, _ = drained(fresh(path), path)  # type: ignore[arg-type]
    path.write_bytes(b"six\n")
    assert not is_same(cursor, path), "cut and begun anew"
    path.unlink()
    assert not is_same(cursor, path), "gone"
    assert fresh(path) is None


def test_the_head_of_a_table_comes_with_every_chunk(tmp_path: Path) -> None:
    path = tmp_path / "u_ex.log"
    path.write_bytes(b"#Software: IIS\n#Fields: date time\n2026-03-01 08:00:00\n")
    cursor, _ = drained(fresh(path), path)  # type: ignore[arg-type]
    with path.open("ab") as file:
        file.write(b"2026-03-01 08:00:01\n")
    chunk = new_lines(cursor, path)
    assert chunk is not None
    assert chunk.data == b"#Software: IIS\n#Fields: date time\n2026-03-01 08:00:01\n"
    assert (chunk.skipped_lines, chunk.before.lines) == (2, 3)


def test_a_row_of_names_is_a_head_and_a_row_of_values_is_none(tmp_path: Path) -> None:
    for first, head in (
        (b"ts,source,destination\n", True),
        (b"1,10.0.0.1,10.0.0.2\n", False),
        (b"Mar  1 08:00:00 web sshd[1]: Failed password for root, really, yes\n", False),
    ):
        path = tmp_path / "flows.csv"
        path.write_bytes(first)
        cursor, _ = drained(fresh(path), path)  # type: ignore[arg-type]
        assert bool(cursor.headings) is head, first


def test_a_pipe_is_no_log(tmp_path: Path) -> None:
    import os  # noqa: PLC0415  only here

    os.mkfifo(tmp_path / "pipe")
    assert fresh(tmp_path / "pipe") is None
