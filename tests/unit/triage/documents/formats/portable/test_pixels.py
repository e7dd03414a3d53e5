import pytest

from vedette.triage.documents.formats.portable.pixels import as_png


def test_dots_become_a_picture() -> None:
    made = as_png({"Width": 50, "Height": 50, "ImageMask": True}, None, bytes(7 * 50))
    assert made is not None
    assert made.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("given", "space"),
    [
        ({"Width": 10, "Height": 10}, "DeviceGray"),
        ({"Width": 1 << 20, "Height": 1 << 20}, "DeviceGray"),
        ({"Width": 50, "Height": 50}, "DeviceCMYK"),
        ({"Width": 50, "Height": 60}, "DeviceGray"),
        ({"Width": 50}, "DeviceGray"),
        ({"Width": 50, "Height": 50, "BitsPerComponent": 16}, "DeviceGray"),
        ({"Width": -50, "Height": -50}, "DeviceGray"),
        ({"Width": 50, "Height": 50}, ["ICCBased", {"N": 9}]),
    ],
)
def test_sizes_that_lie_and_colours_we_do_not_draw_give_none(given: dict[str, object], space: object) -> None:
    assert as_png(given, space, bytes(2500)) is None
