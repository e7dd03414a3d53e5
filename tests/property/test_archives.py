import io
import tarfile
import tempfile
import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from vedette.app.acquire.archive import open_archive
from vedette.app.acquire.names import brief, refusal, tidy
from vedette.app.acquire.opened import Selection
from vedette.core.errors import BadInput
from vedette.core.limits import DEFAULTS, Limits

SMALL = Limits(archive_entries=50, unpacked_bytes=1 << 20, kept_bytes=1 << 16, file_bytes=1 << 14)


@given(st.text())
def test_a_name_that_is_not_refused_stays_below_the_archive(name: str) -> None:
    if refusal(name, DEFAULTS) is None:
        parts = tidy(name).split("/")
        assert ".." not in parts
        assert not tidy(name).startswith("/")
    assert brief(name).isprintable() or brief(name)
    brief(name).encode("utf-8")


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("p/a.py", b"x = 1\n" * 50)
        archive.writestr("p/run", b"#!/usr/bin/python\n")
        archive.writestr("p/b.txt", b"words")
    return out.getvalue()


def _tar(kind: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=kind) as archive:  # type: ignore[call-overload]
        for name, data in (
            ("p/a.py", b"x = 1\n" * 50),
            ("p/" + "n" * 150 + ".py", b"y"),
            ("p/run", b"#!python"),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


WHOLE = {
    ".zip": _zip(),
    ".tar": _tar("w"),
    ".tar.gz": _tar("w:gz"),
    ".tar.bz2": _tar("w:bz2"),
    ".tar.xz": _tar("w:xz"),
}


@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=8),
    st.integers(0, 1 << 20),
)
def test_a_mutated_archive_is_read_or_refused_and_never_more(
    suffix: str, edits: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(WHOLE[suffix])
    for at, value in edits:
        data[at % len(data)] = value
    if length % 3 == 0:
        del data[length % len(data) :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        path.write_bytes(bytes(data))
        try:
            opened = open_archive(path, Selection(), SMALL, lambda _: None)
        except BadInput:
            return
        assert all(refusal(one.path, DEFAULTS) is None for one in opened.files)
        assert sum(one.size for one in opened.files) <= SMALL.kept_bytes
        assert list(Path(folder).iterdir()) == [path]
