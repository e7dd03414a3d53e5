"""Code that one command of a script runs: by a shell, eval, source, an interpreter or a connection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from vedette.core.expressions import expression
from vedette.triage.fact import Act, Fact
from vedette.triage.facts.commands import Told
from vedette.triage.facts.shell.notebook import Flow, joined
from vedette.triage.layers.shell.carried import INTERPRETERS

if TYPE_CHECKING:
    from tree_sitter import Node

    from vedette.triage.facts.shell.following import Following

SHELLS: Final = frozenset({"sh", "bash", "dash", "zsh", "ksh", "ash", "csh", "tcsh", "fish", "rbash"})
_VERSION: Final = expression(r"[\d.]+$")
_COMMAND: Final = expression(r"-[a-zA-Z]*c")
OPENS: Final = expression(r"[\"']?(?:\$\(|`|\$\{?\w)")


class Given(NamedTuple):
    """One word of a command."""

    text: str
    """As far as it is known."""
    exact: str | None
    flow: Flow
    raw: str
    """As it stands there."""


class Running:
    """Tells code that is run."""

    def __init__(self, walk: Following) -> None:
        self.walk = walk

    def told(self, name: str, words: Sequence[Given], given: str | None, node: Node) -> list[Fact]:
        """Tell code that is run: by a shell, eval, source or an interpreter."""
        if name == "eval":
            return self._evaluated(words[1:], node)
        if name in SHELLS:
            return self._shell(name, words[1:], given, node)
        if name in {"source", "."}:
            flow = self._script(words[1]) if len(words) > 1 else ()
            return self._code(name, words[1].text if len(words) > 1 else "", flow, node) if flow else []
        if _VERSION.sub("", name) in INTERPRETERS:
            return self._interpreted(name, words[1:], node)
        return []

    def _code(self, how: str, target: str, flow: Flow, node: Node) -> list[Fact]:
        told = Told(act=Act.RUNS_CODE, says="runs text as code", target=target[:300], how=how)
        return [self.walk.notebook.write(told, node, flow)]

    def _script(self, word: Given) -> Flow:
        """Return what a script was made of: a file, or what another command writes."""
        return joined(
            self.walk.trails.of(word.text),
            word.flow if word.raw[:2] == "<(" or OPENS.match(word.raw) else (),
        )

    def _evaluated(self, words: Sequence[Given], node: Node) -> list[Fact]:
        text = " ".join(one.text for one in words)
        flow = joined(*(one.flow for one in words if OPENS.match(one.raw)))
        known = all(one.exact is not None for one in words)
        if known and not self.walk.state.history.of(text) and not flow:
            self.walk.nested(text, node, shares=True)
        return self._code("eval", text, flow, node)

    def _shell(self, name: str, args: Sequence[Given], given: str | None, node: Node) -> list[Fact]:
        at = next((n for n, one in enumerate(args) if _COMMAND.fullmatch(one.text)), None)
        if at is not None and at + 1 < len(args):
            return self._string(name, args[at + 1], node)
        script = next((one for one in args if not one.text.startswith("-") or one.raw[:2] == "<("), None)
        if script is not None and not any(one.text == "-s" for one in args):
            flow = self._script(script)
            return self._code(name, script.text, flow, node) if flow else []
        self.walk.stages.append("shell" if given is None else "")
        flow = joined(self.walk.stdin, self.walk.network)
        text = given or self.walk.half
        if text and not self.walk.state.history.of(text) and not flow:
            self.walk.nested(text, node)
            return []
        return self._code(name, (given or "")[:300], flow, node)

    def _string(self, name: str, word: Given, node: Node) -> list[Fact]:
        if word.flow and OPENS.match(word.raw):
            return self._code(name, word.text, word.flow, node)
        if self.walk.state.history.of(word.exact):
            return self._code(name, word.text, word.flow, node)
        self.walk.nested(word.text, node)
        return []

    def _interpreted(self, name: str, args: Sequence[Given], node: Node) -> list[Fact]:
        at = next((n for n, one in enumerate(args[:-1]) if one.text in {"-c", "-e", "-r", "-E"}), None)
        if at is not None:
            word = args[at + 1]
            flow = word.flow if OPENS.match(word.raw) else ()
            return self._code(name, word.text, flow, node) if flow else []
        script = next((one for one in args if not one.text.startswith("-") or one.raw[:2] == "<("), None)
        if script is None:
            return self._code(name, "", self.walk.stdin, node) if self.walk.stdin else []
        flow = self._script(script)
        return self._code(name, script.text, flow, node) if flow else []

    def tied(self, node: Node, stages: Sequence[str]) -> None:
        """Tell that a pipeline ties a shell to a connection."""
        if "shell" in stages and "connection" in stages:
            told = Told(act=Act.READS_INPUT, says="takes what a connection brings", target="", how="pipe")
            brought = self.walk.notebook.write(told, node)
            self._code("shell on a connection", "", (brought,), node)
