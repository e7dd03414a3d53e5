from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from tests.unit.triage.documents.samples import facts, told
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind


def code(text: str, form: str = "PNG", *, clear: bool = False) -> bytes:
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    picture = Image.fromarray(made.to_image(scale=5)).convert("L")
    if clear:
        shown = Image.new("RGBA", picture.size, (0, 0, 0, 0))
        shown.paste((0, 0, 0, 255), mask=picture.point(lambda one: 255 - one))
        picture = shown
    out = BytesIO()
    picture.save(out, form)
    return out.getvalue()


def test_a_code_that_leads_to_an_address_is_told_also_on_clear_ground() -> None:
    for clear in (False, True):
        found = facts(code("https://a.invalid/login", clear=clear), Kind.IMAGE)
        assert told(found) == [(Act.LURES, "https://a.invalid/login")]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"])
def test_a_code_is_read_in_pictures_of_every_usual_form(form: str) -> None:
    found = facts(code("https://a.invalid/login", form), Kind.IMAGE)
    assert told(found) == [(Act.LURES, "https://a.invalid/login")]


def test_other_codes_and_pictures_say_nothing() -> None:
    assert facts(code("hello there"), Kind.IMAGE) == []
    out = BytesIO()
    Image.new("RGB", (200, 200), "red").save(out, "JPEG")
    assert facts(out.getvalue(), Kind.IMAGE) == []


def test_a_picture_that_lies_about_its_size_is_left() -> None:
    whole = code("https://a.invalid/")
    assert facts(whole[:16] + b"\0\xff\xff\xff\0\xff\xff\xff" + whole[24:], Kind.IMAGE) == []
    assert facts(whole[: len(whole) // 3], Kind.IMAGE) == []
