import gzip

from tests.unit.triage.unpack.packed import files, opened, skips, tarred
from vedette.triage.identify import identify
from vedette.triage.kinds import Kind


def ar(members: dict[str, bytes]) -> bytes:
    made = b"!<arch>\n"
    for name, data in members.items():
        made += (
            f"{name:<16}{0:<12}{0:<6}{0:<6}{644:<8}{len(data):<10}`\n".encode()
            + data
            + b"\n" * (len(data) % 2)
        )
    return made


def test_a_debian_package_is_opened() -> None:
    data = ar(
        {"debian-binary": b"2.0\n", "control.tar.gz": gzip.compress(tarred({"postinst": b"#!/bin/sh"}))}
    )
    assert identify(data) is Kind.DEB
    assert list(files(opened(data))) == ["debian-binary", "control.tar.gz"]


def test_long_names_are_looked_up() -> None:
    table = b"a_very_long_name_indeed.o/\n"
    assert files(opened(ar({"//": table, "/0": b"1", "#1/8": b"bsd.name2"}))) == {
        "a_very_long_name_indeed.o": b"1",
        "bsd.name": b"2",
    }


def test_one_that_breaks_off_gives_what_there_is() -> None:
    found = opened(ar({"a/": b"1" * 10, "b/": b"2" * 100})[:-150])
    assert "a" in files(found)
    assert skips(found)
