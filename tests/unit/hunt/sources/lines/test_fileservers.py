"""What FTP servers write of logins and transfers."""

import time

import pytest

from tests.unit.hunt.sources.made import one, read, source
from vedette.hunt.source import Skips
from vedette.hunt.sources.formats import recognise

WHEN = "Sun Mar  1 08:00:01 2026 "
AT = 1_772_352_001_000_000


@pytest.mark.parametrize(
    ("way", "action", "out", "back"),
    [("o", "file-read", None, 10_240), ("i", "file-write", 10_240, None), ("d", "file-delete", None, None)],
)
def test_a_transfer_says_who_took_or_brought_what(
    way: str, action: str, out: int | None, back: int | None
) -> None:
    made = one(f"{WHEN}2 203.0.113.9 10240 /srv/a b.zip b _ {way} r anna ftp 0 * c\n", "xferlog")
    assert (made.action, made.bytes_out, made.bytes_in) == (action, out, back)
    assert (made.time, made.duration, made.outcome) == (AT, 2_000_000, "success")
    assert (made.source_ip, made.user, made.file) == ("203.0.113.9", "anna", "/srv/a b.zip")
    assert (made.protocol, made.destination_port) == ("ftp", 21)


def test_a_transfer_that_broke_off_and_a_client_with_a_name() -> None:
    made = one(f"{WHEN}2 pc.example.org 1 /a a _ o a x@example.org ftp 0 anna i\n", "xferlog")
    assert (made.outcome, made.source_ip, made.fields["client_name"]) == ("failure", None, "pc.example.org")
    assert made.fields["authenticated_user"] == "anna"


@pytest.mark.parametrize(
    ("told", "action", "outcome", "user", "file"),
    [
        ('CONNECT: Client "203.0.113.9"', "connection", None, None, None),
        ('[anna] FAIL LOGIN: Client "203.0.113.9"', "login", "failure", "anna", None),
        ('[anna] OK LOGIN: Client "::ffff:203.0.113.9"', "login", "success", "anna", None),
        ('[ftp] OK LOGIN: Client "203.0.113.9", anon password "x@"', "login", "success", "ftp", None),
        ('[anna] OK DELETE: Client "203.0.113.9", "/y"', "file-delete", "success", "anna", "/y"),
        ('[anna] FAIL UPLOAD: Client "203.0.113.9", "/x"', "file-write", "failure", "anna", "/x"),
        ('[anna] OK MKDIR: Client "203.0.113.9", "/d"', "other", "success", "anna", "/d"),
    ],
)
def test_vsftpd_says_who_did_what(
    told: str, action: str, outcome: str | None, user: str | None, file: str | None
) -> None:
    made = one(f"{WHEN}[pid 2] {told}\n", "vsftpd.log")
    assert (made.action, made.outcome, made.user, made.file) == (action, outcome, user, file)
    assert (made.time, made.source_ip, made.process_id) == (AT, "203.0.113.9", 2)
    assert (made.logsource.product, made.logsource.service) == ("linux", "vsftpd")


def test_vsftpd_says_how_much() -> None:
    line = WHEN + '[pid 2] [anna] OK {}: Client "203.0.113.9", "/a", 512 bytes, 1.25Kbyte/sec\n'
    (down, up), _ = read(line.format("DOWNLOAD") + line.format("UPLOAD"))
    assert (down.bytes_in, down.bytes_out, up.bytes_in, up.bytes_out) == (512, None, None, 512)


@pytest.mark.parametrize(
    "text",
    [
        WHEN + "2 203.0.113.9 10240 /srv/a.zip b _ x r anna ftp 0 * c\n",
        WHEN + "2 203.0.113.9 10240 /srv/a.zip b _ o r anna ftp 0 * c more\n",
        WHEN + '[pid 2] anna OK LOGIN: Client "203.0.113.9"\n',
        WHEN + "something else\n",
    ],
)
def test_what_is_nearly_one_is_none(text: str) -> None:
    assert recognise(source(text, "xferlog"), None, Skips()) is None


def test_a_line_made_to_take_long_does_not() -> None:
    good = f"{WHEN}2 203.0.113.9 1 /a b _ o r anna ftp 0 * c\n"
    hostile = good * 5 + (f"{WHEN}2 203.0.113.9 1 /" + "a b _ o r u f 0 * c " * 3_000 + "\n") * 50
    hostile_vs = (WHEN + '[pid 2] OK DELETE: Client "203.0.113.9"' + '"' * 60_000 + "\n") * 50
    began = time.process_time()
    read(hostile)
    read(hostile_vs)
    assert time.process_time() - began < 3
