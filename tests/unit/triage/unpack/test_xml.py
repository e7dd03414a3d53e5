import base64
import zlib

from tests.unit.triage.documents.samples import members
from vedette.triage.kinds import Kind
from vedette.triage.unpack import xml

WRAPPED = b"ActiveMime\0\0\x01\xf0" + bytes(36) + zlib.compress(b"\xd0\xcf\x11\xe0 macros")


def test_files_of_word_2003_and_of_flat_documents_come_out_unwrapped() -> None:
    held = base64.encodebytes(WRAPPED).decode()
    word = f'<w:wordDocument xmlns:w="u"><w:binData w:name="editdata.mso">{held}</w:binData></w:wordDocument>'
    part = f'<p:part p:name="/word/vbaProject.bin"><p:binaryData>{held}</p:binaryData></p:part>'
    flat = f'<p:package xmlns:p="u">{part}</p:package>'
    assert members(xml, word.encode(), Kind.XML) == {"editdata.mso": b"\xd0\xcf\x11\xe0 macros"}
    assert members(xml, flat.encode(), Kind.XML) == {"vbaProject.bin": b"\xd0\xcf\x11\xe0 macros"}


def test_what_is_no_base64_and_other_texts_give_nothing() -> None:
    assert members(xml, b"<a><binData>$$$$$</binData></a>", Kind.XML) == {}
    assert members(xml, b"<a>binData</a>", Kind.XML) == {}
