"""Operating system commands: run without a shell, or with every value quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.escaping import as_text, is_text_value, target
from vedette.code.codemods.guards import DASH, kept, refusal
from vedette.code.codemods.importing import spell
from vedette.code.codemods.module import Module, Refused, plain, statement
from vedette.code.codemods.settings import drop
from vedette.code.codemods.site import Site, keywords, positional, value
from vedette.code.codemods.texts import Piece, pieces
from vedette.code.codemods.tracing import built, handed_in, handed_over, harmful, holes, is_constant, ways
from vedette.code.codemods.words import Word, quoted_holes, split

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_SHELLS: Final = ("sh", "/bin/sh", "bash", "/bin/bash", "/usr/bin/sh", "/usr/bin/bash")
_ENDS_OPTIONS_WORDS: Final = """
cat cp mv rm ls ln mkdir rmdir touch head tail wc sort grep egrep fgrep chmod chown du stat file diff
ping ping6 sed tar gzip gunzip zip basename dirname md5sum sha256sum ssh rsync install cut uniq tee kill
pkill pgrep id useradd userdel usermod passwd traceroute strings readelf nano less more patch whois
"""
_ENDS_OPTIONS: Final = frozenset(_ENDS_OPTIONS_WORDS.split())
"""Programs that take `--` for the end of their options, and what follows for what it is."""
_GIT: Final = frozenset(("clone", "fetch", "pull", "push", "ls-remote", "add", "init", "submodule"))
"""Commands of git of which the same holds; for others what follows would be paths."""


_INNER: Final = re.compile(
    r"\b(?:sh|bash|zsh|dash|ksh|ash|fish|cmd(?:\.exe)?|powershell)\s+(?:-\w+\s+)*[-/]\w*[cC]\b"
    r"|\b(?:python[\d.]*|perl|ruby|node|php)\s+(?:-\w+\s+)*-[cer]\b|\b(?:eval|ssh|xargs|awk|su|sudo\s+-s)\s"
)
_SUBCOMMANDS: Final = frozenset(
    [
        "git",
        "docker",
        "kubectl",
        "systemctl",
        "service",
        "pip",
        "npm",
        "apt",
        "apt-get",
        "svn",
        "hg",
        "podman",
        "ip",
    ]
)
"""Programs whose first word says what they do: who chooses that may do anything they can."""


def without_shell(site: Site) -> Iterator[Draft]:
    """Hand the program its arguments one by one, without a shell."""
    module = site.module
    if site.sink.rpartition(".")[2] in ("getoutput", "getstatusoutput", "popen") and site.sink.startswith(
        ("os.", "subprocess.g")
    ):
        return
    given = _command(site)
    holder = site.assigned(plain(given)) if plain(given).type == "identifier" else None
    if holder is not None and module.text.count(module.of(plain(given))) > 2:  # noqa: PLR2004 - made and used
        raise Refused
    shell = _script(module, given)
    made = pieces(site, module, shell or given)
    _no_inner(made)
    words = split(made)
    if len(words) > 1 and words[0].text in _SUBCOMMANDS and words[1].begins_open:
        raise Refused
    for others in ({}, {"guard": True}):
        draft = Draft()
        text = _list(site, draft, words, guard=bool(others))
        if shell is not None:
            draft.replace(module, given, text)
        else:
            draft.replace(module, holder or given, text)
            _no_shell(site, draft)
        yield draft


def _no_inner(made: list[Piece]) -> None:
    """Refuse a program that reads its argument as a command itself: quoting does not help there."""
    text = "".join("x" if one.hole is not None else one.text for one in made)
    if _INNER.search(text):
        raise Refused


def _command(site: Site) -> Syntax:
    given = positional(site.call)
    if given:
        return given[0]
    named = keywords(site.module, site.call)
    for name in ("args", "cmd", "command"):
        if name in named:
            return value(named[name])
    raise Refused


def _script(module: Module, node: Syntax) -> Syntax | None:
    """Return the command of `["sh", "-c", command]`."""
    inner = plain(node)
    if inner.type not in ("list", "tuple"):
        return None
    given = inner.named_children
    texts = [module.of(one).strip("\"'") for one in given]
    if len(given) == len(("sh", "-c", "…")) and texts[0] in _SHELLS and texts[1] == "-c":
        return given[2]
    raise Refused


def _no_shell(site: Site, draft: Draft) -> None:
    """Make the call one that starts no shell."""
    module, call = site.module, site.call
    called = call.child_by_field_name("function")
    if called is None:
        raise Refused
    if site.sink == "os.system":
        if statement(call).type != "expression_statement" or plain(statement(call).named_children[0]) != call:
            raise Refused  # its result is a status of another kind
        draft.replace(module, called, spell(site, draft, module, call, "subprocess.run"))
        return
    named = keywords(module, call)
    shell = named.get("shell")
    if shell is None or "executable" in named or not site.sink.startswith("subprocess."):
        raise Refused  # another shell is named, and would be run itself
    drop(draft, module, call, shell)


def _list(site: Site, draft: Draft, words: list[Word], *, guard: bool) -> str:
    """Return the words as a list; values that may begin with a dash are put behind `--`, or checked."""
    items: list[str] = []
    ended = guarded = False
    for number, word in enumerate(words):
        if word.begins_open and not ended and any(site.untrusted(one) for one in word.holes):
            if (
                _takes_end(words[:number])
                and not guard
                and all(not _is_option(one) for one in words[number:])
            ):
                items.append('"--"')
                ended = True
            elif guard and not guarded and len(word.parts) == 1:
                items.append(_checked(site, draft, word))
                guarded = True
                continue
        ended = ended or word.text == "--"
        items.append(_item(word))
    return f"[{', '.join(items)}]"


def _checked(site: Site, draft: Draft, word: Word) -> str:
    """Refuse a value that begins with a dash, before the command is made."""
    piece, hole = word.parts[0], word.holes[0]
    if not isinstance(piece, Piece):
        raise Refused
    module = piece.module
    text = as_text(piece, target(piece))
    lines = [f'if {text}.startswith("-"):', "\t" + refusal(site, draft, module, hole, DASH)]
    draft.before(module, hole, lines)
    return _item(word)


def _takes_end(words: list[Word]) -> bool:
    texts = [one.text or "" for one in words]
    program = texts[0].rpartition("/")[2] if texts else ""
    if program == "git":
        return any(one in _GIT for one in texts[1:])
    return program in _ENDS_OPTIONS


def _is_option(word: Word) -> bool:
    return bool(word.parts) and isinstance(word.parts[0], str) and word.parts[0].startswith("-")


def _item(word: Word) -> str:
    """Return a word as an expression."""
    if word.text is not None:
        return _literal(word.text)
    if len(word.parts) == 1 and isinstance(word.parts[0], Piece):
        piece = word.parts[0]
        if piece.hole is None or piece.spec:
            raise Refused
        return as_text(piece, target(piece)) if piece.form != "+" else piece.module.of(piece.hole)
    inner = []
    for one in word.parts:
        if isinstance(one, str):
            inner.append(one.replace("\\", "\\\\").replace('"', '\\"').replace("{", "{{").replace("}", "}}"))
            continue
        text = one.module.of(one.hole) if one.hole is not None else ""
        if '"' in text or "\\" in text or "\n" in text or (one.form == "%" and one.spec):
            raise Refused
        inner.append(f"{{{text}{one.spec}}}")
    return 'f"' + "".join(inner) + '"'


def _literal(text: str) -> str:
    made = repr(text)
    return f'"{text}"' if made == f"'{text}'" and '"' not in text else made


def quote_words(site: Site) -> Iterator[Draft]:
    """Quote every value for the shell, so that it can only be one argument."""
    given = _command(site)
    shell = _script(site.module, given) if plain(given).type in ("list", "tuple") else None
    module, made = built(site, shell or given)
    _no_inner(made)
    alone = quoted_holes(made)
    if made[0].hole is not None:
        draft = Draft()
        if len(made) != 1 or not _inner(site, draft, module, made[0]):
            raise Refused  # it chooses the program
        yield draft
        return
    for chosen in ways(site, made):
        draft = Draft()
        for number, piece in enumerate(made):
            if piece in chosen:
                _quote(site, draft, piece, alone.get(number))
        yield draft


def _inner(site: Site, draft: Draft, module: Module, piece: Piece) -> bool:
    """Quote what is handed to a helper of this program that makes the command."""
    inner = handed_in(site, module, plain(piece.hole)) if piece.hole is not None else []
    for one in inner:
        parts = pieces(site, module, one)
        for part in holes(site, parts):
            _quote(site, draft, part, None)
    return bool(inner)


def _quote(site: Site, draft: Draft, piece: Piece, around: tuple[Piece, Piece] | None) -> None:
    hole = target(piece)
    if piece.spec not in ("", "!s") or is_constant(hole):
        raise Refused
    module = piece.module
    draft.replace(module, hole, f"{spell(site, draft, module, hole, 'shlex.quote')}({as_text(piece, hole)})")
    if around is not None:  # the quotes written around it go: its own come with it
        before, behind = around
        draft.put(before.module, before.end - 1, before.end, "")
        draft.put(behind.module, behind.start, behind.start + 1, "")


def literal_args(site: Site) -> Iterator[Draft]:
    """Put `--` before a value, or refuse it where it begins with a dash."""
    for make in (_ended, _dash_refused):
        try:
            yield from make(site)
        except Refused:
            continue


def _ended(site: Site) -> Iterator[Draft]:
    module = site.module
    for given in harmful(site):
        inner = site.followed(given)
        if inner.type not in ("list", "tuple"):
            continue
        items = [one for one in inner.named_children if one.type != "comment"]
        number = next((index for index, one in enumerate(items) if site.untrusted(one)), 0)
        words = [_word(module, one) for one in items]
        if number and _takes_end(words[:number]) and not any(_is_option(one) for one in words[number:]):
            yield Draft().put(module, items[number].start_byte, items[number].start_byte, '"--", ')


def _word(module: Module, node: Syntax) -> Word:
    """Return an item of an argument list as a word."""
    if node.type == "string":
        return Word([module.of(node).strip("\"'")])
    return Word([Piece(module=module, start=node.start_byte, end=node.end_byte, hole=node)])


def _dash_refused(site: Site) -> Iterator[Draft]:
    """Refuse a value that begins with a dash: an item of the list, or what a wrapper is handed."""
    takes_list = site.sink.startswith(("subprocess.", "os.", "pty.", "asyncio."))
    for given in harmful(site):
        inner = site.followed(given)
        listed = inner.type in ("list", "tuple")
        items = [one for one in inner.named_children if one.type != "comment"] if listed else [given]
        for one in items[1:] if listed else items:
            if site.untrusted(one) and one.type != "list_splat" and (listed or not takes_list):
                yield _guarded(site, site.module, one)
                return
        for module, handed in handed_over(site):
            if listed and any(one.type == "list_splat" for one in items):
                yield _guarded(site, module, handed)
                return


def _guarded(site: Site, module: Module, node: Syntax) -> Draft:
    draft = Draft()
    name, lines = kept(draft, module, node, "argument", "given", "handed")
    text = name if is_text_value(module, plain(node)) else f"str({name})"
    lines += [f'if {text}.startswith("-"):', "\t" + refusal(site, draft, module, node, DASH)]
    return draft.before(module, node, lines)
