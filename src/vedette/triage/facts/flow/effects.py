"""What a listed call does: marks, what flows into them, and what its result carries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from msgspec.structs import replace

from vedette.core.expressions import expression
from vedette.triage.fact import Act, When
from vedette.triage.facts.flow.given import Given
from vedette.triage.facts.flow.rows import RECEIVER, Does, Row
from vedette.triage.facts.flow.run import Run
from vedette.triage.facts.flow.secrets import secret_path
from vedette.triage.facts.flow.value import HOLE, UNKNOWN, Mark, Marks, Value, all_marks, hole, joined, shown

_SHELLS: Final = expression(
    r"^\s*[\"']?(\S{0,200}[/\\])?(sh|bash|zsh|dash|python[0-9.]*w?|node|powershell|pwsh|cmd|perl|ruby|php|wscript|"
    r"cscript|mshta|rundll32|regsvr32|java|start|nohup|sudo|chmod|open|eval)(\.exe)?[\"']?(\s|$)",
    re.IGNORECASE,
)
_TARGET: Final = 300
_HELD: Final = 2
_LOOKED_AT: Final = 200
"""How deep, and of how many members, what is sent is looked through for sources by their names."""
_BUILDS: Final = {"install", "develop", "egg_info", "build_py", "build_ext", "sdist", "bdist_wheel", "build"}
_NO_WINDOW: Final = 0x08000000
_SOURCES: Final = {
    Act.READS_SECRET, Act.READS_ENVIRONMENT, Act.READS_HOST, Act.READS_CLIPBOARD, Act.READS_SCREEN,
    Act.READS_KEYS, Act.READS_FILE, Act.READS_VARIABLE, Act.READS_SENSOR, Act.RUNS_COMMAND, Act.FINDS_FILES,
}  # fmt: skip
"""Acts whose results somebody may send out."""


class Step(NamedTuple):
    """One call of a listed function."""

    run: Run
    at: int
    row: Row
    function: Value
    given: Given


def effect(run: Run, at: int, row: Row, function: Value, given: Given) -> Value:
    """Mark what a call does; return what it gives."""
    marks = _EFFECTS[row.does](Step(run, at, row, function, given))
    carried = marks if row.gives else ()
    made = tuple(given.values) or function.made
    return Value(name=f"{function.name}()", marks=carried, made=made, texts=(hole(at),), owner=function.owner)


def _counting(row: Row, given: Given) -> Iterable[Value]:
    if not row.args:
        return given.all()
    return [value for one in row.args if (value := given.at(one)) is not UNKNOWN]


def _marks(run: Run, values: Iterable[Value]) -> Marks:
    found: Marks = ()
    for one in values:
        found = joined(found, run.holding(one))
    return found


def _within(run: Run, values: Iterable[Value], depth: int = _HELD) -> Marks:
    """Return what flowed into values, and sources that only stand in what they hold: `{env: process.env}`."""
    found: Marks = ()
    for one in values:
        found = joined(found, run.holding(one))
        held = one.items if one.items is not None else tuple((one.fields or {}).values())
        if depth and held:
            found = joined(found, _within(run, held[:_LOOKED_AT], depth - 1))
    return found


def _text(value: Value) -> str:
    if value.items is not None:
        return " ".join(shown(one.text) for one in value.items[:40])[:_TARGET]
    return shown(value.text)[:_TARGET]


def _target(row: Row, function: Value, given: Given) -> str:
    value = given.one_of(row.target, "url", "uri", "path", "hostname", "host")
    if value is UNKNOWN and function.made:
        value = function.made[0]
    return _address(value)


def _address(value: Value) -> str:
    """Return an address, of options the host they name."""
    named = value.fields or {}
    return _text(next((named[key] for key in ("url", "hostname", "host", "uri") if key in named), value))


def _act(step: Step) -> Marks:
    values = list(_counting(step.row, step.given))
    marks = joined(
        _marks(step.run, values), step.function.owner.marks if step.function.owner is not None else ()
    )
    mark = step.run.mark(
        step.row.act or Act.READS_FILE,
        step.at,
        says=step.row.says,
        target=_target(step.row, step.function, step.given),
        how=step.function.name,
    )
    mark.fed(marks)
    for one in values:
        mark.fed(_dropped(step.run, one))
    return joined((mark,), marks)


def _source(step: Step) -> Marks:
    target = _target(step.row, step.function, step.given)
    return (
        step.run.mark(
            step.row.act or Act.READS_HOST, step.at, says=step.row.says, target=target, how=step.function.name
        ),
    )


def _fetch(step: Step) -> Marks:
    marks = _within(step.run, step.given.all())
    target = _target(step.row, step.function, step.given)
    if any(one.act in _SOURCES for one in marks):
        _sent(step.run, step.at, target, step.function.name).fed(marks)
    act = step.row.act or Act.DOWNLOADS
    mark = step.run.mark(
        act,
        step.at,
        says=f"downloads from {target.strip()}" if target.strip() else "downloads",
        target=target,
        how=step.function.name,
    )
    return joined((mark,), [one for one in marks if one.act is Act.DOWNLOADS])


def _sent(run: Run, at: int, target: str, how: str) -> Mark:
    says = f"sends to {target.strip()}" if target.strip() else "sends out"
    return run.mark(Act.SENDS, at, says=says, target=target, how=how)


def _send(step: Step) -> Marks:
    made = step.function.made[0].marks if step.function.made else ()
    marks = joined(_within(step.run, step.given.all()), made)
    target = _target(step.row, step.function, step.given)
    if (
        "()" in step.function.name and step.function.made
    ):  # a connection: the address stands where it was opened
        target = _address(step.function.made[0]) or target
    sent = _sent(step.run, step.at, target, step.function.name)
    sent.fed(marks)
    if not step.row.gives:
        return ()
    answer = step.run.mark(
        Act.DOWNLOADS, step.at, says="takes the answer", target=target, how=step.function.name
    )
    return (answer,)


def _decode(step: Step) -> Marks:
    owner = step.function.owner.marks if step.function.owner is not None else ()
    marks = joined(_marks(step.run, step.given.all()), owner)
    literal = next((one.text for one in step.given.values if one.texts and HOLE not in one.text), "")
    says = step.row.says or "decodes"
    mark = step.run.mark(Act.DECODES, step.at, says=says, target=literal[:_TARGET], how=step.function.name)
    mark.fed(marks)
    return joined((mark,), marks)


def _load(step: Step) -> Marks:
    """Load code by a path: what was written there flows in, a name somebody sent does not."""
    values = list(_counting(step.row, step.given))
    target = _target(step.row, step.function, step.given)
    mark = step.run.mark(
        Act.LOADS_CODE, step.at, says=f"loads {target}", target=target, how=step.function.name
    )
    for one in values:
        mark.fed(_dropped(step.run, one))
    return ()


def _hook(step: Step) -> Marks:
    """`setup(cmdclass={"install": Mine})`: what `Mine.run` does happens on install."""
    fields = step.given.at("cmdclass").fields or {}
    for name in sorted(fields.keys() & _BUILDS):
        code = fields[name].code
        start = (code.members or {}).get("run") if code is not None else None
        says = f"{step.row.says}, by {name}"
        step.run.mark(Act.LOADS_CODE, step.at, says=says, target=name, how="cmdclass")
        if start is not None and start.code is not None:
            before, step.run.when = step.run.when, When.INSTALL
            step.run.enter(start.code, [], {}, fields[name])
            step.run.when = before
    return ()


def _secret(run: Run, at: int, value: Value, how: str) -> Marks:
    """Mark a path of a secret: wherever it goes, the secret is read."""
    found: Marks = ()
    for text in value.texts:
        if says := secret_path(text):
            path = shown(text)[-_TARGET:]
            found = joined(
                found, (run.mark(Act.READS_SECRET, at, says=f"reads {path}: {says}", target=path, how=how),)
            )
    return found


def _opened(step: Step) -> Marks:
    path = step.given.one_of(0, "file", "filename", "path")
    if path is UNKNOWN and step.function.owner is not None:
        path = step.function.owner
    mode = step.given.one_of(1, "mode").text
    if mode[:1] in {"w", "a", "x"}:
        return _dropped(step.run, path)
    return _read_path(step.run, step.at, path, step.function)


def _read(step: Step) -> Marks:
    path = step.given.at(step.row.target)
    if path is UNKNOWN:
        owner = step.function.owner
        path = owner if owner is not None and (owner.texts or not owner.made) else _first(step.function)
    return _read_path(step.run, step.at, path, step.function)


def _first(function: Value) -> Value:
    return function.made[0] if function.made else UNKNOWN


def _read_path(run: Run, at: int, path: Value, function: Value) -> Marks:
    if secret := _secret(run, at, path, function.name):
        return secret
    dropped = _dropped(run, path)
    target = _text(path)
    mark = run.mark(
        Act.READS_FILE, at, says=f"reads {target}" if target else "", target=target, how=function.name
    )
    held = [one for one in run.holding(path) if one.act in {Act.READS_SECRET, Act.FINDS_FILES}]
    return joined(joined((mark,), dropped), held)


def _listed(step: Step) -> Marks:
    path = step.given.at(step.row.target)
    if path is UNKNOWN and step.function.owner is not None:
        path = step.function.owner
    if secret := _secret(step.run, step.at, path, step.function.name):
        return secret
    target = _text(path)
    return (
        step.run.mark(
            Act.FINDS_FILES,
            step.at,
            says=f"lists {target}" if target else "",
            target=target,
            how=step.function.name,
        ),
    )


def _keys(path: Value) -> list[str]:
    return [one for one in path.texts if len(one.strip()) > 3]  # noqa: PLR2004  shorter ones are everywhere


def _dropped(run: Run, path: Value) -> Marks:
    """Return what was written to a path before."""
    if not run.dropped:
        return ()
    items = path.items if path.items is not None else (path,)
    texts = [text for one in items[:60] for text in one.texts]
    return joined((), (mark for key, mark in run.dropped.items() if any(key in text for text in texts)))


def _write(step: Step) -> Marks:
    if (
        isinstance(step.row.data, int) and step.row.data == 0
    ):  # a method: the receiver was opened from the path
        owner = step.function.owner
        path = (
            owner
            if owner is not None and owner.texts and not (owner.made and owner.name.endswith("()"))
            else _first(step.function)
        )
    else:
        path = step.given.one_of(step.row.target, "path")
    data = step.given.one_of(step.row.data, "data", "obj")
    if step.row.data == RECEIVER and step.function.owner is not None:
        data = step.function.owner
    return _written(step.run, step.at, path, step.run.holding(data), step.function.name)


def _written(run: Run, at: int, path: Value, marks: Marks, how: str) -> Marks:
    target = _text(path)
    mark = run.mark(
        Act.WRITES_FILE, at, says=f"writes {target}" if target else "writes a file", target=target, how=how
    )
    mark.fed(marks)
    for key in _keys(path):
        run.dropped.setdefault(key, mark)
    return (mark,)


def _copied(step: Step) -> Marks:
    source, target = step.given.one_of(0, "src", "url"), step.given.one_of(1, "dst", "filename", "path")
    marks = _secret(step.run, step.at, source, step.function.name)
    if step.row.act is Act.DOWNLOADS:
        says = f"downloads from {_text(source)}" if _text(source).strip(" …") else "downloads"
        marks = (
            step.run.mark(Act.DOWNLOADS, step.at, says=says, target=_text(source), how=step.function.name),
        )
    marks = joined(joined(marks, step.run.holding(source)), _dropped(step.run, source))
    return joined(_written(step.run, step.at, target, marks, step.function.name), marks)


def _command(step: Step) -> Marks:
    words = step.given.one_of(*(step.row.args or (0, "args", "command", "cmd")))
    more = step.given.at(1) if words.items is None and step.given.at(1).items is not None else UNKNOWN
    everything = Value(items=(words, *(more.items or ()))) if more is not UNKNOWN else words
    target = _text(everything)
    says = f"runs {target}" if target else "runs a command"
    mark = step.run.mark(Act.RUNS_COMMAND, step.at, says=says, target=target, how=step.function.name)
    decider = _deciding(everything)
    mark.fed(step.run.holding(decider))
    mark.fed(_dropped(step.run, decider))
    if _unseen(step.given):
        says = "starts a process nobody is to see"
        step.run.mark(Act.HIDES, step.at, says=says, target=target, how=step.function.name).fed((mark,))
    return joined((mark,), _secret(step.run, step.at, everything, step.function.name))


def _unseen(given: Given) -> bool:
    """Whether a process is started detached or without a window, and what it prints thrown away."""
    flags = given.at("creationflags")
    if (flags.number is not None and flags.number & _NO_WINDOW) or flags.name.endswith("NO_WINDOW"):
        return True
    silent = [given.at(name).name.endswith("DEVNULL") for name in ("stdout", "stderr")]
    if all(silent) and (given.at("stdin").name.endswith("DEVNULL") or "start_new_session" in given.named):
        return True
    options = next((one.fields for one in given.values if one.fields is not None), {})
    return "detached" in options and options.get("stdio", UNKNOWN).text == "ignore"


def _deciding(words: Value) -> Value:
    """Return what decides which command runs: its first word, or all of it behind a shell or interpreter."""
    if words.items is not None:
        first = words.items[0] if words.items else UNKNOWN
        shell = _SHELLS.match(first.text) is not None or first.name.endswith("executable")
        return Value(items=words.items if shell else words.items[:1])
    text = words.text
    if _SHELLS.match(text) or any(sign in text for sign in "|;&`$"):
        return words
    word, space, _ = text.partition(" ")
    if HOLE in text and text[0] != HOLE:
        return Value(texts=(word,)) if HOLE not in word else words
    return replace(words, texts=tuple(one.partition(" ")[0] for one in words.texts)) if space else words


def _variable(step: Step) -> Marks:
    name = step.given.at(0)
    return step.run.variable(name.text, step.at).marks if name.texts and HOLE not in name.text else ()


def _passed(step: Step) -> Marks:
    owner = step.function.owner.marks if step.function.owner is not None else ()
    return joined(_within(step.run, step.given.all()), owner)


_EFFECTS: Final[dict[Does, Callable[[Step], Marks]]] = {
    Does.ACT: _act,
    Does.LOAD: _load,
    Does.HOOK: _hook,
    Does.SOURCE: _source,
    Does.FETCH: _fetch,
    Does.SEND: _send,
    Does.DECODE: _decode,
    Does.OPEN: _opened,
    Does.READ: _read,
    Does.WRITE: _write,
    Does.COPY: _copied,
    Does.COMMAND: _command,
    Does.VARIABLE: _variable,
    Does.PASS: _passed,
    Does.LIST: _listed,
}
__all__ = ["all_marks", "effect"]
