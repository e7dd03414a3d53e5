"""Microsoft's Script Encoder: `#@~^` and what follows in a .vbe or .jse, or in a VBScript.Encode block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance

_BLOCK: Final = expression(r"#@~\^[A-Za-z0-9+/]{6}==")
_END: Final = expression(r"[A-Za-z0-9+/]{6}==\^#~@")
_LETTERS: Final = bytes.fromhex(
    "643769507e2c225a654a4572613a5b5e79665d59755b274c42764560637623622a654d435f51337e53424f5220522063"
    "7a264a21545a467138202b79266632632a572a586c767f2b477b462530522c314f296c3d6949703f3f3f27787b3f3f3f"
    "675f513f3f3f62297a41247e5a2f3b663947323341736f774d215643755f7128263942787c466e534a64485c74314867"
    "72367d6e4b68707d35495d223f6a554b503a6a69602e236a7f09712870 6f3565497d745c242c5d2d7727544459373f25"
    "7b6d7c3d7c236c436d3438286d5e314e5b392b6e7f3057366f4c547434346b72624c254e33563056735e3a6873785509"
    "57474b7732613b3524442e4d2f646b594f4445 3b215c2d376841533661 58587a4879222e096050756b2d384e29553d3f"
    "51672f".replace(" ", "")
)
"""For each character from 31 on, what it is written as under each of three tables; 31 stands for the tab."""
PICKS: Final = "1201202002021020102011200210200211020201011201021020112001120102"
"""Which table each place uses, over and over."""
_ESCAPES: Final = {"&": "\n", "#": "\r", "*": ">", "!": "<", "$": "@"}
_HOLES: Final = frozenset({60, 62, 64})
TABLES: Final = tuple(
    {
        chr(_LETTERS[3 * (code - 31) + table]): chr(code if code != 31 else 9)  # noqa: PLR2004
        for code in range(31, 128)
        if code not in _HOLES
    }
    for table in range(3)
)


def decoded(text: str, allowance: Allowance) -> str | None:
    """Return a text with its encoded blocks decoded, or None where it has none."""
    found = _BLOCK.search(text)
    if found is None:
        return None
    made: list[str] = []
    at = 0
    while found is not None:
        made.append(text[at : found.start()])
        ending = _END.search(text, found.end())
        stop = ending.start() if ending is not None else len(text)
        made.append(_block(text[found.end() : stop], allowance))
        at = ending.end() if ending is not None else len(text)
        found = _BLOCK.search(text, at)
    made.append(text[at:])
    return "".join(made)


def _block(text: str, allowance: Allowance) -> str:
    allowance.burn(len(text))
    made: list[str] = []
    at = place = 0
    while at < len(text):
        letter = text[at]
        if letter == "@" and text[at + 1 : at + 2] in _ESCAPES and at + 1 < len(text):
            made.append(_ESCAPES[text[at + 1]])
            at += 1
        else:
            made.append(TABLES[int(PICKS[place % 64])].get(letter, letter))
        at += 1
        place += 1
    return "".join(made)
