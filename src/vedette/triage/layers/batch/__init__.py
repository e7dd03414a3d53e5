"""Batch files: what they hand to other interpreters, what they write, and themselves readable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.kinds import Kind
from vedette.triage.layers import codecs
from vedette.triage.layers.batch.interpreter import Interpreter
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.commandline import carried
from vedette.triage.layers.tracing.peeling import Peeling, Places
from vedette.triage.layers.tracing.values import Event
from vedette.triage.peeled import Peeled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.triage.allowance import Allowance
    from vedette.triage.layers.batch.interpreter import Seen
    from vedette.triage.sample import Sample

_ARMOUR: Final = expression(r"-----BEGIN [A-Z0-9 ]{1,40}-----")
_ARMOUR_END: Final = expression(r"-----END [A-Z0-9 ]{1,40}-----")
_JSCRIPT: Final = expression(r"^\s*@if\s*\(\s*@[^\n]{0,80}", re.IGNORECASE)
_END_JSCRIPT: Final = expression(r"@end\b[^\n]{0,200}", re.IGNORECASE)
_POWERSHELL: Final = expression(r"^\s*(?:@?rem\s*)?<#\s*:?", re.IGNORECASE)
_SUFFIXES: Final = {
    "ps1": Kind.POWERSHELL, "vbs": Kind.VBSCRIPT, "vbe": Kind.VBSCRIPT, "js": Kind.JAVASCRIPT,
    "bat": Kind.BATCH,
    "cmd": Kind.BATCH, "hta": Kind.HTA, "wsf": Kind.WSF, "py": Kind.PYTHON,
}  # fmt: skip
_LEAST: Final = 24
"""Bytes of a file a script writes: fewer are no layer."""


def peel(sample: Sample, allowance: Allowance) -> Iterator[Peeled]:
    """Yield what a batch file carries, and the file with variables put in."""
    if sample.steps[-1:] == (Step.READABLE,):
        return
    text = sample.text
    interpreter = Interpreter(allowance)
    seen = interpreter.go(text)
    peeling = Peeling(Places(text), {sample.data})
    for event in seen.events:
        words = [str(value.data) for value in event.args]
        for one in carried(words, allowance):
            steps = (*event.args[0].steps, *one.steps)
            yield from peeling.layer(event, codecs.to_bytes(one.text), one.kind, steps)
    yield from _files(seen, peeling, allowance)
    yield from _armoured(text, peeling, allowance)
    yield from _other_half(text, peeling)
    yield from _readable(interpreter, text, sample)


def _readable(interpreter: Interpreter, text: str, sample: Sample) -> Iterator[Peeled]:
    steps = (*interpreter.variables.steps, *((Step.MARKS,) if interpreter.seen.careted else ()))
    if not steps:
        return
    data = codecs.to_bytes("\r\n".join(interpreter.seen.plain) + "\r\n")
    if data.split() != text.encode("utf-8", "replace").split():
        yield Peeled(data=data, kind=sample.kind, steps=tuple(map(str, (*steps, Step.READABLE))), whole=True)


def _files(seen: Seen, peeling: Peeling, allowance: Allowance) -> Iterator[Peeled]:
    """Yield the files echo writes: what is base64 in a certificate's clothes is decoded too."""
    for name, written in seen.files.items():
        text = "\r\n".join(written)
        kind = _SUFFIXES.get(name.rpartition(".")[2])
        place = seen.places[name]
        event = Event("file", place.start, place.end)
        if len(text) >= _LEAST or kind is not None:
            yield from peeling.layer(event, codecs.to_bytes(text), kind, (Step.WRITTEN,))
        if (data := _decoded(text, allowance)) is not None:
            yield from peeling.layer(event, data, None, (Step.WRITTEN, Step.CERTIFICATE, Step.BASE64))


def _decoded(text: str, allowance: Allowance) -> bytes | None:
    found = _ARMOUR.search(text)
    end = _ARMOUR_END.search(text, found.end()) if found is not None else None
    if found is None:
        return None
    return codecs.base64(text[found.end() : end.start() if end is not None else len(text)], allowance)


def _armoured(text: str, peeling: Peeling, allowance: Allowance) -> Iterator[Peeled]:
    """Yield what stands in a certificate's clothes, for certutil -decode to read out of the script."""
    found = _ARMOUR.search(text)
    while found is not None:
        end = _ARMOUR_END.search(text, found.end())
        stop = end.start() if end is not None else len(text)
        body = text[found.end() : stop]
        if "echo" not in body.lower() and (data := codecs.base64(body, allowance)) is not None:
            event = Event("certificate", found.start(), end.end() if end is not None else stop)
            yield from peeling.layer(event, data, None, (Step.CERTIFICATE, Step.BASE64))
        found = _ARMOUR.search(text, stop + 1)


def _other_half(text: str, peeling: Peeling) -> Iterator[Peeled]:
    """Yield the other language of a file that is two: a batch file and JScript, or PowerShell."""
    if _JSCRIPT.match(text) is not None and (end := _END_JSCRIPT.search(text)) is not None:
        start = end.end()
        if "/*" in end[0] and (closed := text.find("*/", start)) >= 0:
            start = closed + 2
        event = Event("half", start, len(text))
        code = codecs.to_bytes(text[start:].strip())
        yield from peeling.layer(event, code, Kind.JAVASCRIPT, (Step.BLOCK,))
    elif _POWERSHELL.match(text) is not None and (at := text.find("#>")) >= 0:
        event = Event("half", at + 2, len(text))
        yield from peeling.layer(
            event, codecs.to_bytes(text[at + 2 :].strip()), Kind.POWERSHELL, (Step.BLOCK,)
        )
