"""Plain text: an encoding as a whole is undone, a digest or a word is not; command lines give their code."""

import base64
import hashlib

from tests.unit.triage.layers.wrapping import carried, encoded_command
from vedette.triage.kinds import Kind


def test_an_encoded_text_is_undone() -> None:
    said = b"print('one two three') # and some more words"
    assert carried(base64.encodebytes(said), Kind.TEXT) == {said}
    assert carried(said.hex(), Kind.TEXT) == {said}
    armour = f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(said).decode()}\n-----END CERTIFICATE-----\n"
    assert carried(armour, Kind.TEXT) == {said}


def test_digests_certificates_and_words_are_left_alone() -> None:
    assert not carried(hashlib.sha256(b"x").hexdigest(), Kind.TEXT)
    real = base64.b64encode(b"\x30\x82" + bytes(range(60))).decode()
    assert not carried(f"-----BEGIN CERTIFICATE-----\n{real}\n-----END CERTIFICATE-----\n", Kind.TEXT)
    assert not carried("averylongwordwithnothinginitthatmatters", Kind.TEXT)
    assert not carried("To start powershell, press a key and type its name.", Kind.TEXT)


def test_command_lines_give_their_code() -> None:
    assert carried(f"run this:\n{encoded_command('echo seen')}\n", Kind.TEXT) == {b"echo seen"}
