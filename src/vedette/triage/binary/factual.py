"""What an executable does, as facts: by the rows, by calls with constant arguments, and by how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from vedette.core.executables import Call, Executable
from vedette.core.nouns import ByteRange
from vedette.triage.allowance import Allowance
from vedette.triage.binary.capabilities import Capability, capabilities, fired, plain
from vedette.triage.binary.looks import looks
from vedette.triage.binary.scopes import Place, scopes
from vedette.triage.binary.study import Study, of
from vedette.triage.binary.telling import Hit
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import Sample

_BYTES_A_STEP: Final = 16
_FACTS_MAX: Final = 400
_PLACES: Final = 8
"""Places of one row that are told."""
_QUOTE_MAX: Final = 200
_RUNNERS: Final = frozenset(
    {"system", "popen", "wsystem", "wpopen", "WinExec", "execl", "execlp", "execle", "execv", "execvp",
     "execve", "ShellExecuteA", "ShellExecuteW", "CreateProcessA", "CreateProcessW", "posix_spawn",
     "posix_spawnp"}
)  # fmt: skip
_FETCHERS: Final = {
    "URLDownloadToFileA": 1, "URLDownloadToFileW": 1, "InternetOpenUrlA": 1, "InternetOpenUrlW": 1,
}  # fmt: skip
"""Which argument holds the address."""
_SENDERS: Final = frozenset(
    {"send", "sendto", "sendmsg", "WSASend", "HttpSendRequestA", "HttpSendRequestW", "WinHttpSendRequest",
     "InternetWriteFile", "SSL_write", "curl_easy_perform", "FtpPutFileA", "FtpPutFileW"}
)  # fmt: skip
_MANAGED: Final = (
    (Act.RUNS_COMMAND, "command",
     ("java.lang.Runtime.exec", "java.lang.ProcessBuilder.start", "System.Diagnostics.Process::Start")),
    (Act.RUNS_COMMAND, "command",
     ("CreateProcessA", "CreateProcessW", "WinExec", "ShellExecuteA", "ShellExecuteW", "ShellExecuteExA",
      "ShellExecuteExW", "_wsystem", "CreateProcessAsUserA", "CreateProcessAsUserW")),
    (Act.DOWNLOADS, "url",
     ("URLDownloadToFileA", "URLDownloadToFileW", "InternetOpenUrlA", "InternetOpenUrlW",
      "HttpSendRequestA", "HttpSendRequestW", "WinHttpSendRequest")),
    (Act.DOWNLOADS, "url",
     ("System.Net.WebClient::DownloadFile", "System.Net.WebClient::DownloadData",
      "System.Net.WebClient::DownloadString", "java.net.URL.openStream")),
)  # fmt: skip
"""What texts of a kind are for, where one of these is called."""
_WORDS_MAX: Final = 20
_SENT: Final = frozenset({Act.READS_KEYS, Act.READS_SCREEN, Act.READS_SECRET, Act.READS_CLIPBOARD})


def facts(sample: Sample, executable: Executable, allowance: Allowance) -> Iterator[Fact]:
    """Give what an executable does.

    Raises:
        LimitHit: there is no allowance left for it.

    """
    allowance.burn(len(sample.data) // _BYTES_A_STEP + 1)
    known = of(sample)
    if known is None:
        return
    made = [*_by_rows(known), *_by_calls(known), *_by_texts(known), *looks(known, executable)]
    seen = set()
    for one in made[:_FACTS_MAX]:
        key = (one.act, one.target, one.how, one.place)
        if key not in seen:
            seen.add(key)
            yield one


def _by_rows(known: Study) -> Iterator[Fact]:
    made = scopes(known)
    rows, found = capabilities(), dict[int, list[Place]]()
    for scope in ("file", "function", "reach"):
        for place in made.of(scope):
            for number in fired(place.scope):
                if rows[number].scope == scope:
                    found.setdefault(number, []).append(place)
    for number in sorted(found, key=lambda one: (not _sure(rows[one]), one)):
        row = rows[number]
        for place in found[number][:_PLACES]:
            fact = _fact(known, row, place)
            yield fact
            if row.kind in _SENT and place.owner >= 0:
                yield from _sent(known, place, fact)


def _sure(row: Capability) -> bool:
    """Tell whether a row is more than a sign; such rows are told first, for one place is told once."""
    return row.scope != "file" if row.sure is None else row.sure


def _fact(known: Study, row: Capability, place: Place) -> Fact:
    where = _where(known, row, place)
    says = f"{row.says} (in {place.name})" if place.name else row.says
    fact = Fact(
        act=row.kind, place=where[0], quote=where[1], says=says, target=row.target or where[2], how=row.how,
        when=When.RUN, sure=_sure(row), near=row.loose,
    )  # fmt: skip
    if row.feeds:
        fact = replace(fact, inputs=(replace(fact, act=Act[row.feeds], inputs=()),))
    return fact


def _sent(known: Study, place: Place, source: Fact) -> Iterator[Fact]:
    """Give that a function which watches or reads something also sends."""
    functions = known.functions
    names = [functions.name(target) for _, target in functions.within(functions.calls, place.owner)]
    for name in dict.fromkeys(names):
        if name in _SENDERS:
            where, quote = _named(known, name)
            says = f"sends, in the function that does that (in {place.name})"
            yield Fact(
                act=Act.SENDS, place=where, quote=quote, says=says, how=name, when=When.RUN, inputs=(source,)
            )


def _where(known: Study, row: Capability, place: Place) -> tuple[ByteRange, str, str]:
    """Return the string, the import or the instruction that shows best what a row says, and the string."""
    for pattern in row.strings:
        hit = place.hits.get(pattern)
        if hit is not None:
            return (*_quoted(known, hit), hit.text[:_QUOTE_MAX])
    for offset in place.shapes.values():
        return (*_cut(known, offset, 8), "")
    called = {name for group in row.calls for name in group} & place.scope.calls
    found = next((one.name for one in known.image.imports if plain(one.name) in called), "")
    return (*_named(known, found), "")


def _quoted(known: Study, hit: Hit) -> tuple[ByteRange, str]:
    return _cut(known, hit.offset, hit.length)


def _cut(known: Study, offset: int, length: int) -> tuple[ByteRange, str]:
    raw = known.image.data[offset : offset + min(length, _QUOTE_MAX)]
    start = known.shift
    return ByteRange(offset=start + offset, length=len(raw)), raw.decode("utf-8", "replace")


def _named(known: Study, name: str) -> tuple[ByteRange, str]:
    """Return where the name of a function stands, or where the file begins."""
    at = known.image.data.find(name.encode("utf-8", "replace") + b"\0") if name else -1
    return _cut(known, max(at, 0), len(name) if at >= 0 else 4)


def _by_calls(known: Study) -> Iterator[Fact]:
    for call in known.calls:
        if call.callee in _RUNNERS and (command := _constant(call, command_of(call))):
            yield _of_call(known, call, Act.RUNS_COMMAND, command)
        elif call.callee in _FETCHERS and (url := _constant(call, _FETCHERS[call.callee])):
            yield _of_call(known, call, Act.DOWNLOADS, url)


def command_of(call: Call) -> int:
    """Return which argument holds the command."""
    return {"ShellExecuteA": 2, "ShellExecuteW": 2, "CreateProcessA": 1, "CreateProcessW": 1}.get(
        call.callee, 0
    )


def _constant(call: Call, number: int) -> str:
    """Return a text that is given, without its quotes; nothing where it is not known."""
    text = call.arguments[number] if number < len(call.arguments) else ""
    if len(text) < 3 or text[0] != '"':  # noqa: PLR2004
        return ""
    return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def _of_call(known: Study, call: Call, act: Act, target: str) -> Fact:
    where, quote = _text_place(known, target) or _named(known, call.callee)
    says = f"{call.says} (in {call.function})"
    return Fact(act=act, place=where, quote=quote, says=says, target=target, how=call.callee, when=When.RUN)


def _text_place(known: Study, text: str) -> tuple[ByteRange, str] | None:
    data = known.image.data
    for raw in (text.encode("utf-8", "replace"), text.encode("utf-16-le", "replace")):
        at = data.find(raw)
        if at >= 0:
            return _cut(known, at, len(raw))
    return None


def _by_texts(known: Study) -> Iterator[Fact]:
    """Give commands and addresses a file holds that starts programs or fetches: a sign only."""
    called = {one.name for one in known.image.imports}
    for act, kind, means in _MANAGED:
        how = next((name for name in means if name in called), "")
        for word in [one for one in known.words if one.kind == kind][: _WORDS_MAX if how else 0]:
            where, quote = _cut(known, word.offset, word.length)
            says = f"holds {word.text}, and calls {how}"
            yield Fact(
                act=act, place=where, quote=quote, says=says[:_QUOTE_MAX], target=word.text, how=how,
                when=When.RUN, sure=False,
            )  # fmt: skip
