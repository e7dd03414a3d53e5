"""Which weaknesses are parent and child: `ChildOf` in the CWE catalogue (view 1000, version 4.14)."""

from __future__ import annotations

from collections.abc import Iterable

PARENTS: dict[int, tuple[int, ...]] = {
    22: (668, 706), 23: (22,), 36: (22,), 59: (706,), 73: (610, 642), 77: (74,), 78: (77,), 88: (77,),
    79: (74,), 80: (79,), 81: (79,), 83: (79,), 84: (79,), 85: (79,), 86: (79, 436), 87: (79,),
    89: (943,), 564: (89,), 90: (943,), 643: (91, 943), 652: (91, 943), 943: (74,), 91: (74,), 93: (74,),
    94: (74, 913), 95: (94,), 96: (94,), 97: (96,), 1336: (94,), 113: (93, 436), 116: (707,), 117: (116,),
    259: (798,), 321: (798,), 798: (344, 671, 1391), 276: (732,), 732: (285, 668), 1004: (732,),
    287: (284,), 295: (287,), 296: (295,), 297: (295, 923), 298: (295,), 299: (295,), 599: (295,),
    311: (693,), 319: (311,), 614: (319,), 326: (693,), 327: (693,), 328: (326, 327), 780: (327,),
    916: (328,), 759: (916,), 760: (916,), 330: (693,), 331: (330,), 335: (330,), 338: (330,), 340: (330,),
    336: (335,), 337: (335,), 339: (335,), 1204: (330,), 329: (573, 1204), 377: (668,), 378: (377,),
    379: (377,),
    405: (400,), 409: (405,), 776: (405, 674), 407: (405,), 1333: (407,), 441: (610,), 918: (441,),
    470: (610, 913), 501: (664,), 502: (913,), 601: (610,), 611: (610,), 913: (664,), 915: (913,),
    1321: (915,), 489: (710,), 434: (669,), 1275: (923,),
}  # fmt: skip


def number(name: str) -> int:
    """Return the number of a weakness written as `CWE-89` or `89`."""
    return int(name.upper().removeprefix("CWE-"))


def related(one: int, other: int) -> bool:
    """Tell whether two weaknesses are the same, or one is the other's parent."""
    return one == other or other in PARENTS.get(one, ()) or one in PARENTS.get(other, ())


def names_one(weaknesses: Iterable[str], wanted: int) -> bool:
    """Tell whether any of a finding's weaknesses is the wanted one, its parent or its child."""
    return any(related(number(name), wanted) for name in weaknesses)
