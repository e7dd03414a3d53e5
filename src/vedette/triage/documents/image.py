"""Facts about a picture: where the codes in it lead."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Final

from vedette.core.errors import BadInput, LimitHit
from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance
from vedette.triage.documents.places import head
from vedette.triage.fact import Act, Fact
from vedette.triage.sample import Sample

if TYPE_CHECKING:
    from PIL import Image

_PIXELS: Final = 16_000_000
_TOO_LARGE: Final = f"larger than {_PIXELS:,} points"
_SMALLER: Final = "make it smaller"
_SIDE: Final = 1600
_SMALL: Final = 25
_FORMATS: Final = (
    ("PNG", "Png", b"\x89PNG", 0),
    ("JPEG", "Jpeg", b"\xff\xd8\xff", 0),
    ("GIF", "Gif", b"GIF8", 0),
    ("BMP", "Bmp", b"BM", 0),
    ("WEBP", "WebP", b"WEBP", 8),
    ("TIFF", "Tiff", b"II*\0", 0),
    ("TIFF", "Tiff", b"MM\0*", 0),
)
"""What Pillow calls a format, and its module; how it begins, and where. Only that module is loaded."""
_LEADS: Final = expression(r"(?i)^(?:https?://|www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)+/)")


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield the addresses in codes. What else codes say is nobody's business.

    Raises:
        BadInput: it is too large to be looked at.

    """
    place, quote = head(sample)
    for text in codes(sample.data, allowance):
        if _LEADS.match(text):
            yield Fact(
                act=Act.LURES,
                place=place,
                quote=quote,
                says="a code in the picture leads a telephone to an address",
                target=text[:2048],
                how="QR code",
                sure=False,
            )


def codes(data: bytes, allowance: Allowance) -> list[str]:
    """Return what the codes in a picture say; nothing where it cannot be read.

    Raises:
        BadInput: it is too large to be looked at.

    """
    form = next((one for one in _FORMATS if data.startswith(one[2], one[3])), None)
    if form is None:
        return []
    import zxingcpp  # noqa: PLC0415  loaded when there is a picture, not before
    from PIL import Image  # noqa: PLC0415

    import_module(f"PIL.{form[1]}ImagePlugin")
    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=form[:1]) as picture:
                width, height = picture.size
                if width * height > _PIXELS:
                    raise BadInput(_TOO_LARGE, hint=_SMALLER)  # noqa: TRY301
                if min(width, height) < _SMALL:
                    return []
                allowance.burn(width * height // 16)
                flat = _flat(picture)
                flat.thumbnail((_SIDE, _SIDE))
                return [one.text for one in zxingcpp.read_barcodes(flat, formats=wanted)]
    except (LimitHit, BadInput):
        raise
    except Image.DecompressionBombError as error:
        raise BadInput(_TOO_LARGE, hint=_SMALLER) from error
    except Exception:  # noqa: BLE001  whatever a reader of pictures says of hostile bytes: it is none
        return []


def _flat(picture: Image.Image) -> Image.Image:
    """Return it in shades of grey on white: codes are drawn on what can be seen through."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        from PIL import Image  # noqa: PLC0415

        shown = picture.convert("RGBA")
        ground = Image.new("RGBA", shown.size, "white")
        ground.alpha_composite(shown)
        return ground.convert("L")
    return picture.convert("L")
