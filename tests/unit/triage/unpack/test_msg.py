from tests.unit.triage.documents.letters import message
from tests.unit.triage.documents.samples import members
from vedette.triage.kinds import Kind
from vedette.triage.unpack import msg


def test_bodies_and_files_come_out() -> None:
    found = members(msg, message({"1000": "words", "1013": "<p>"}, {"a.js": b"x = 1"}), Kind.MSG)
    assert found["body.txt"] == b"words"
    assert found["body.html"] == b"<p>"
    assert found["a.js"].rstrip(b"\0") == b"x = 1"


def test_what_is_no_message_is_skipped() -> None:
    assert members(msg, b"\xd0\xcf\x11\xe0", Kind.MSG) == {}
