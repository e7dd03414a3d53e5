"""Programs that turn what they read into what they write: base64, tr, rev, xxd, gzip, sed, cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance
    from vedette.triage.layers.shell.history import History

Filter = Callable[[Sequence[str], str, "Allowance"], tuple[str, str] | None]
_CLASSES: Final = {
    "[:upper:]": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "[:lower:]": "abcdefghijklmnopqrstuvwxyz",
    "[:digit:]": "0123456789",
    "[:alpha:]": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "[:space:]": " \t\n\r\v\f",
    "[:cntrl:]": "".join(map(chr, (*range(32), 127))),
    "[:punct:]": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
}
_ALL: Final = "".join(map(chr, range(256)))
_ESCAPE: Final = expression(r"\\(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3})|u([0-9a-fA-F]{1,4})|(.))", re.DOTALL)
_PLAIN: Final = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "e": "\x1b",
    "E": "\x1b",
}
_DECODES: Final = frozenset({"-d", "-D", "--decode", "-di", "-id", "--d", "-dw0", "-dw", "-dv"})
_LARGEST: Final = 1 << 24
_UNTIL: Final = expression(r"1,\s*/([^/]{1,80})/\s*d")
_NUMBER: Final = expression(
    r"/([^/]{1,80})/\s*\{\s*print\s*\(?NR\s*(?:\+\s*(\d{1,3}))?\)?\s*;?\s*(?:exit[\s0]*;?\s*)?\}"
)
_FLAGS: Final = expression(r"-[cdsC]{1,4}")
_SED: Final = expression(r"^s(.)")


def filtered(words: Sequence[str], text: str, allowance: Allowance, history: History) -> str | None:
    """Return what a program makes of what it reads; None for programs we do not know."""
    name = words[0].rpartition("/")[2]
    function = _FILTERS.get(name)
    if function is None:
        return None
    allowance.burn(1 + (len(text) >> 6))
    made = function(words[1:], text, allowance)
    return None if made is None else history.note(made[0], made[1], text)


def escaped(text: str, keep: str = "") -> str:
    """Undo backslash escapes as printf and `echo -e` do; a backslash before one of `keep` stays."""

    def one(found: re.Match[str]) -> str:
        byte, octal, wide, plain = found.groups()
        if plain is not None:
            return _PLAIN.get(plain, plain if plain in "\\'\"?" and plain not in keep else found[0])
        if wide:
            return chr(int(wide, 16)).encode("utf-8", "replace").decode("latin-1")
        return chr(int(byte, 16) if byte else int(octal, 8) & 255)

    return _ESCAPE.sub(one, text) if "\\" in text else text


def _bytes(text: str) -> bytes:
    return text.encode("latin-1", "replace")


def _undo(undo: Callable[..., bytes | None], step: str, needs: frozenset[str] = frozenset()) -> Filter:
    def apply(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
        if needs and not needs & set(args):
            return None
        made = undo(_bytes(text), allowance) if text.strip() else None
        return None if made is None else (made.decode("latin-1"), step)

    return apply


def _gzip(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
    flags = "".join(one for one in args if one.startswith("-"))
    return _undo(codecs.gunzip, Step.GZIP)(args, text, allowance) if "d" in flags else None


def _bzip2(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
    return _undo(codecs.unbzip2, Step.BZIP2)(args, text, allowance) if "d" in "".join(args) else None


def _xz(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
    return _undo(codecs.unlzma, Step.LZMA)(args, text, allowance) if "d" in "".join(args) else None


def _xxd(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
    flags = "".join(args)
    if "r" not in flags or "p" not in flags:
        return None
    made = codecs.hexadecimal("".join(text.split()), allowance)
    return None if made is None else (made.decode("latin-1"), Step.HEX)


def _openssl(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
    """Undo its base64; ciphers are not undone."""
    plain = args[:1] == ["base64"] or (args[:1] == ["enc"] and {"-base64", "-a"} & set(args))
    cipher = any(
        one.startswith(("-aes", "-des", "-rc4", "-k", "-pass", "-camellia", "-chacha")) for one in args
    )
    if not plain or cipher or "-d" not in args:
        return None
    return _undo(codecs.base64, Step.BASE64)(args, text, allowance)


def _rev(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
    del args, allowance
    return "\n".join(one[::-1] for one in text.split("\n")), Step.REVERSE


def _tac(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
    del args, allowance
    return "".join(reversed(text.splitlines(keepends=True))), Step.REVERSE


def _cat(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
    del allowance
    return (text, "") if all(one.startswith("-") for one in args) else None


def characters(pattern: str) -> str | None:
    """Return the characters a set of `tr` has."""
    for name, members in _CLASSES.items():
        pattern = pattern.replace(name, members)
    pattern = escaped(pattern)
    made: list[str] = []
    at = 0
    while at < len(pattern):
        ends = pattern[at + 2 : at + 3] if pattern[at + 1 : at + 2] == "-" else ""
        if ends:
            if ord(ends) < ord(pattern[at]) or ord(ends) > 255:  # noqa: PLR2004
                return None
            made.extend(map(chr, range(ord(pattern[at]), ord(ends) + 1)))
            at += 3
        else:
            made.append(pattern[at])
            at += 1
    return "".join(made)


def _tr(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
    del allowance
    flags = "".join(one[1:] for one in args if _FLAGS.fullmatch(one))
    sets = [one for one in args if not _FLAGS.fullmatch(one)]
    if not sets:
        return None
    first = characters(sets[0])
    second = characters(sets[1]) if len(sets) > 1 else ""
    if first is None or second is None:
        return None
    if "c" in flags.lower():
        first = "".join(one for one in _ALL if one not in first)
    if "d" in flags:
        return text.translate(dict.fromkeys(map(ord, first))), Step.REPLACED
    if not second:
        return (text, "") if "s" in flags else None
    second += second[-1] * (len(first) - len(second))
    table = dict(reversed([(ord(a), b) for a, b in zip(first, second, strict=False)]))
    return text.translate(table), Step.SHIFT if len(first) > 20 else Step.REPLACED  # noqa: PLR2004


def _count(args: Sequence[str], letter: str, other: int) -> tuple[int, bool] | None:
    """Return the number a flag gives, and whether it has a plus."""
    value = ""
    for at, one in enumerate(args):
        if one == f"-{letter}" and at + 1 < len(args):
            value = args[at + 1]
        elif one.startswith(f"-{letter}"):
            value = one[2:]
        elif letter == "n" and re.fullmatch(r"[-+]\d{1,9}", one):
            value = one.lstrip("-")
    if not value:
        return (other, False) if other else None
    digits = value.lstrip("+").lstrip("=")
    return (int(digits[:9]), value.startswith("+")) if digits.isdecimal() else None


def _head(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
    del allowance
    found = _count(args, "c", 0)
    if found is not None:
        return text[: found[0]], Step.PICKED
    found = _count(args, "n", 10)
    return None if found is None else ("".join(text.splitlines(keepends=True)[: found[0]]), "")


def _tail(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
    del allowance
    found = _count(args, "c", 0)
    if found is not None:
        return (text[found[0] - 1 :] if found[1] else text[-found[0] :]), Step.PICKED
    found = _count(args, "n", 10)
    if found is None:
        return None
    lines = text.split("\n")
    if found[1]:
        return "\n".join(lines[max(found[0] - 1, 0) :]), ""
    kept = lines[:-1] if lines[-1] == "" else lines
    return "\n".join(kept[-found[0] :]) + ("\n" if lines[-1] == "" else ""), ""


def _cut(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
    joined = " ".join(args)
    mark = re.search(r"-d ?(.)", joined)
    wanted = re.search(r"-([cbf]) ?(\d{0,6})(-?)(\d{0,6})$|-([cbf]) ?(\d{0,6})(-?)(\d{0,6}) ", joined)
    if wanted is None:
        return None
    letter, first, dash, last = (
        one or two for one, two in zip(wanted.groups()[:4], wanted.groups()[4:], strict=True)
    )
    low = int(first or 1) - 1
    high = int(last) if last else None if dash else low + 1
    lines = text.split("\n")
    allowance.burn(len(lines))
    if letter == "f":
        sign = mark[1] if mark else "\t"
        return "\n".join(
            sign.join(one.split(sign)[low:high]) if sign in one else one for one in lines
        ), Step.PICKED
    return "\n".join(one[low:high] for one in lines), Step.PICKED


def _sed(  # noqa: PLR0911  a script that is not followed is one at many places
    args: Sequence[str], text: str, allowance: Allowance
) -> tuple[str, str] | None:
    """Do plain substitutions, in linear time; other scripts are not followed."""
    scripts = [one for one in args if not one.startswith("-")]
    if len(scripts) != 1:
        return None
    until = _UNTIL.fullmatch(scripts[0].strip())
    if until is not None:
        at = _line_of(until[1], text)
        return None if at is None else ("\n".join(text.split("\n")[at:]), "")
    for script in re.split(r"(?<=[^\\]);", scripts[0]):
        found = _SED.match(script.strip())
        if found is None:
            return None
        parts = re.split(rf"(?<!\\){re.escape(found[1])}", script.strip())
        if len(parts) != 4:  # noqa: PLR2004  s, what, by what, flags
            return None
        made = _substituted(parts, text, allowance)
        if made is None:
            return None
        text = made
    return text, Step.REPLACED


def _line_of(pattern: str, text: str) -> int | None:
    """Return the number of the first line a plain pattern fits, counted from one."""
    fixed = pattern.strip("^$")
    for at, line in enumerate(text.split("\n"), 1):
        whole = line == fixed if pattern.endswith("$") and pattern.startswith("^") else line.startswith(fixed)
        if whole or (not pattern.startswith("^") and fixed in line and at > 1):
            return at
    return None


def _awk(args: Sequence[str], text: str, allowance: Allowance) -> tuple[str, str] | None:
    """Find the line behind a mark: scripts that unpack themselves do."""
    del allowance
    found = _NUMBER.fullmatch(args[0].strip()) if len(args) == 1 else None
    at = _line_of(found[1], text) if found is not None else None
    return None if found is None or at is None else (f"{at + int(found[2] or 0)}\n", "")


def _substituted(parts: Sequence[str], text: str, allowance: Allowance) -> str | None:
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415

    allowance.burn(len(text) >> 4)
    what, by = parts[1], parts[2]
    if len(text) * max(len(by), 1) > _LARGEST:
        return None
    by = escaped(by).replace("\\", "\\\\") if "\\" not in by else by
    if re.search(r"(?<!\\)&", by):
        return None
    try:
        pattern = re2.compile(what)
        return "\n".join(str(pattern.sub(by, line, 0 if "g" in parts[3] else 1)) for line in text.split("\n"))
    except (re2.error, ValueError, IndexError):
        return None


_FILTERS: Final[dict[str, Filter]] = {
    "base64": _undo(codecs.base64, Step.BASE64, _DECODES),
    "base32": _undo(codecs.base32, Step.BASE32, _DECODES),
    "openssl": _openssl,
    "xxd": _xxd,
    "gunzip": _undo(codecs.gunzip, Step.GZIP),
    "zcat": _undo(codecs.gunzip, Step.GZIP),
    "gzip": _gzip,
    "bunzip2": _undo(codecs.unbzip2, Step.BZIP2),
    "bzcat": _undo(codecs.unbzip2, Step.BZIP2),
    "bzip2": _bzip2,
    "xz": _xz,
    "unxz": _undo(codecs.unlzma, Step.LZMA),
    "xzcat": _undo(codecs.unlzma, Step.LZMA),
    "zlib-flate": _undo(codecs.unzlib, Step.ZLIB, frozenset({"-uncompress"})),
    "rev": _rev,
    "tac": _tac,
    "cat": _cat,
    "tee": lambda _, text, __: (text, ""),
    "dd": lambda _, text, __: (text, ""),
    "fold": lambda args, text, _: None if args else (text, ""),
    "tr": _tr,
    "head": _head,
    "tail": _tail,
    "cut": _cut,
    "sed": _sed,
    "awk": _awk,
}
