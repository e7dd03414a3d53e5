from io import BytesIO

import pypdf
import pytest
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tests.unit.triage.documents.portables import object_stream, pdf, stream
from tests.unit.triage.documents.samples import facts, members, sample
from tests.unit.triage.documents.test_image import code
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.kinds import Kind
from vedette.triage.unpack import pdf as unpack

SCRIPT = "app.alert('hello from a script')"


def written(password: str | None, method: str = "RC4-40") -> bytes:
    """A document with a script and a file, by another programme, encrypted if there is a password."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(10, 10)
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(SCRIPT)}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_attachment("note.txt", b"words in a file")
    if password is not None:
        writer.encrypt(password, "owner", algorithm=method)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("method", [None, "RC4-40", "RC4-128", "AES-128", "AES-256", "AES-256-R5"])
def test_what_the_empty_password_opens_comes_out_as_it_was_written(method: str | None) -> None:
    data = written(None) if method is None else written("", method)
    found = members(unpack, data, Kind.PDF)
    assert found["script1.js"] == SCRIPT.encode()
    assert found["note.txt"] == b"words in a file"


@pytest.mark.parametrize("method", ["RC4-128", "AES-128", "AES-256"])
def test_what_has_another_password_is_skipped(method: str) -> None:
    (one,) = unpack.members(sample(written("secret", method), Kind.PDF), Allowance(), ())
    assert isinstance(one, Skipped)
    assert "encrypted" in one.why


def test_links_of_compressed_objects_come_out() -> None:
    data = pdf(object_stream({9: "<< /S /URI /URI (http://a.invalid/x) >>"}))
    assert members(unpack, data, Kind.PDF) == {"links.txt": b"http://a.invalid/x"}


def test_a_script_in_a_stream_and_one_in_wide_letters_come_out() -> None:
    wide = "<feff" + "wide()".encode("utf-16-be").hex() + ">"
    data = pdf("<< /JS 3 0 R >>", stream(b"long()"), f"<< /JS {wide} >>")
    assert members(unpack, data, Kind.PDF) == {"script1.js": b"long()", "script2.js": b"wide()"}


def test_photographs_come_out_and_bare_dots_do_not() -> None:
    photo = stream(b"\xff\xd8\xff\xe0photo", words="/Subtype /Image /Filter /DCTDecode", squeeze=False)
    dots = stream(b"\0" * 100, words="/Subtype /Image")
    assert members(unpack, pdf(photo, dots), Kind.PDF) == {"picture2.jpg": b"\xff\xd8\xff\xe0photo"}


def test_a_form_of_many_pieces_comes_out_whole() -> None:
    data = pdf("<< /XFA [(a) 3 0 R (b) 4 0 R] >>", stream(b"<xdp>"), stream(b"</xdp>"))
    assert members(unpack, data, Kind.PDF)["form.xml"] == b"<xdp>\n</xdp>"


@pytest.mark.parametrize("space", ["/DeviceGray", "/DeviceRGB", "[/ICCBased 9 0 R]"])
def test_a_code_drawn_in_bare_dots_can_be_read(space: str) -> None:
    picture = Image.open(BytesIO(code("https://a.invalid/x"))).convert("L" if "Gray" in space else "RGB")
    size = f"/Width {picture.width} /Height {picture.height}"
    words = f"/Subtype /Image {size} /BitsPerComponent 8 /ColorSpace {space}"
    profile = b"9 0 obj << /N 3 >> endobj "
    data = pdf(stream(picture.tobytes(), words=words)).replace(b"trailer", profile + b"trailer")
    (drawn,) = members(unpack, data, Kind.PDF).values()
    assert [one.target for one in facts(drawn, Kind.IMAGE)] == ["https://a.invalid/x"]
