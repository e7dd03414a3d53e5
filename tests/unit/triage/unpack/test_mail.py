import pytest

from tests.unit.triage.documents.letters import mail
from tests.unit.triage.documents.samples import members
from vedette.core.errors import LimitHit
from vedette.triage.kinds import Kind
from vedette.triage.unpack import mail as unpack


def test_bodies_and_attachments_come_out() -> None:
    found = members(unpack, mail(page="<p>x</p>", files={"ä.bin": b"\0\1"}), Kind.MAIL)
    assert found == {"body.txt": b"words\n", "body.html": b"<p>x</p>\n", "ä.bin": b"\0\1"}


def test_a_mail_in_a_mail_comes_out_as_one() -> None:
    inner = mail(files={"a.js": b"1"})
    outer = b"Content-Type: message/rfc822\n\n" + inner
    (data,) = members(unpack, outer, Kind.MAIL).values()
    assert members(unpack, data, Kind.MAIL)["a.js"] == b"1"


def test_more_parts_than_anybody_sends_are_told() -> None:
    part = b"--b\nContent-Type: text/plain\n\nx\n"
    data = b"Content-Type: multipart/mixed; boundary=b\n\n" + part * 1200 + b"--b--\n"
    with pytest.raises(LimitHit, match="only its first"):
        members(unpack, data, Kind.MAIL)
