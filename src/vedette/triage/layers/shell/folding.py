"""Goes through a shell script with what is known, and keeps what it hands on. Nothing is run."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.kinds import Kind
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.values import Spent
from vedette.triage.layers.shell.carried import INTERPRETERS, Carried, Word, process_written_to
from vedette.triage.layers.shell.filters import filtered
from vedette.triage.layers.shell.printing import echoed, printed
from vedette.triage.layers.shell.state import State
from vedette.triage.layers.shell.words import LONGEST, Words

if TYPE_CHECKING:
    from tree_sitter import Node

    from vedette.triage.allowance import Allowance

_FUEL: Final = 400_000
_DEPTH: Final = 60
_CARRIED: Final = 64
_ROUNDS: Final = 4096
_SHELLS: Final = frozenset({"sh", "bash", "dash", "zsh", "ksh", "ash", "busybox"})
_BEFORE: Final = frozenset(
    {
        "sudo",
        "exec",
        "nohup",
        "command",
        "builtin",
        "env",
        "setsid",
        "time",
        "doas",
        "busybox",
        "then",
        "nice",
    }
)
_VERSION: Final = expression(r"[\d.]+$")
_WRITES: Final = expression(r">{1,2}")


class ShellFolder:
    """One script on its way through."""

    calls_most = 600
    """Times one function is gone through: one that decodes is called for each character."""

    def __init__(self, source: bytes, allowance: Allowance) -> None:
        self.source, self.allowance = source, allowance
        self.state = State()
        self.words = Words(source, self.state, self._substituted)
        self.carried: list[Carried] = []
        self.folded: dict[tuple[int, int], Word | None] = {}
        self.used = 0
        self._depth = 0
        self._uncalled: dict[str, Node] = {}
        self.calls: dict[str, int] = {}
        self._table: dict[str, Callable[[Node, str | None], str | None]] = {
            "command": self._command,
            "pipeline": self._pipeline,
            "redirected_statement": self._redirected,
            "variable_assignment": self._assign,
            "declaration_command": self._children,
            "function_definition": self._define,
            "for_statement": self._for,
            "if_statement": self._maybe,
            "case_statement": self._maybe,
            "while_statement": self._maybe,
            "c_style_for_statement": self._maybe,
        }

    def go(self, root: Node) -> None:
        """Go through a script, then through its functions nobody called."""
        try:
            self.run(root, None)
            for name, body in list(self._uncalled.items()):
                if name in self._uncalled:
                    self.run(body, None)
        except Spent:
            pass
        finally:
            self.allowance.burn(self.used)

    def run(self, node: Node, given: str | None) -> str | None:
        """Do a statement; return what it writes, None where that is not known."""
        self.used += 1
        if self.used > _FUEL:
            raise Spent
        if self._depth > _DEPTH:
            return None
        self._depth += 1
        try:
            return self._table.get(node.type, self._children)(node, given)
        finally:
            self._depth -= 1

    def _children(self, node: Node, given: str | None) -> str | None:
        made: list[str] | None = []
        for one in node.named_children:
            written = self.run(one, given)
            if written is None:
                made = None
            elif made is not None:
                made.append(written)
        return "" if made == [] and node.type == "comment" else None if made is None else "".join(made)

    def _maybe(self, node: Node, given: str | None) -> str | None:
        """Look at what may happen; names it changes are unknown after."""
        before = dict(self.state.names)
        self._children(node, given)
        for name, value in self.state.names.items():
            if before.get(name, value) != value:
                self.state.names[name] = None
        return None

    def _for(self, node: Node, given: str | None) -> str | None:
        variable, body = node.child_by_field_name("variable"), node.child_by_field_name("body")
        values = [value for one in node.children_by_field_name("value") for value in self.words.fields(one)]
        if variable is None or body is None:
            return None
        name = self.words.text(variable)
        if None in values or not values:
            self.state.put(name, None)
            return self._maybe(body, given)
        made: list[str] | None = []
        for value in values[:_ROUNDS]:
            self.state.put(name, value)
            written = self.run(body, given)
            made = None if written is None or made is None else [*made, written]
        return None if made is None else "".join(made)

    def _define(self, node: Node, given: str | None) -> str | None:
        del given
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is not None and body is not None:
            self.state.functions[self.words.text(name)] = self._uncalled[self.words.text(name)] = body
        return ""

    def _assign(self, node: Node, given: str | None) -> str | None:
        del given
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None:
            return ""
        key = self.words.text(name)
        if value is not None and value.type == "array":
            items = [one for child in value.named_children for one in self.words.fields(child)]
            self.state.lists[key] = items
            return ""
        made = "" if value is None else self.words.word(value)
        if any(one.type == "+=" for one in node.children):
            old = self.state.value(key)
            made = (
                None
                if old is None or made is None or len(old) + len(made) > LONGEST
                else self.state.history.note(old + made, Step.JOINED, old, made)
            )
        if re.fullmatch(r"\w+", key):
            self.state.put(key, made)
        return ""

    def _substituted(self, node: Node) -> str | None:
        return self._children(node, None)

    def _pipeline(self, node: Node, given: str | None) -> str | None:
        for one in node.named_children:
            given = self.run(one, given)
        return given

    def _redirected(self, node: Node, given: str | None) -> str | None:
        body = node.child_by_field_name("body")
        given, target, inner = self._redirects(node, given)
        written = self.run(body, given) if body is not None else given
        into = process_written_to(node)
        if into is not None:
            self._children(into, written)
            return ""
        if inner is not None:
            written = self.run(inner, written)
        if target is not None and written is not None:
            self._store(target, written, node)
            return ""
        return written

    def _redirects(self, node: Node, given: str | None) -> tuple[str | None, str | None, Node | None]:
        """Return what is read, the file that is written, and the rest of a pipe behind a here-document."""
        target: str | None = None
        inner: Node | None = None
        for one in node.children_by_field_name("redirect"):
            match one.type:
                case "heredoc_redirect":
                    given, inner = self._heredoc(one)
                    for other in one.children_by_field_name("redirect"):
                        given, target = self._file(other, given, target)
                case "herestring_redirect":
                    given = self._herestring(one)
                case "file_redirect":
                    given, target = self._file(one, given, target)
                case _:
                    pass
        return given, target, inner

    def _heredoc(self, node: Node) -> tuple[str | None, Node | None]:
        """Return what a here-document says, and the rest of the pipe it stands in."""
        text: str | None = None
        rest: Node | None = None
        start = next((self.words.text(one) for one in node.children if one.type == "heredoc_start"), "")
        for one in node.named_children:
            if one.type == "heredoc_body":
                raw = start[:1] in {"'", '"', "\\"}
                text = self.words.text(one) if raw else self.words.word(one)
            elif one.type in {"pipeline", "command"}:
                rest = one
        return text, rest

    def _herestring(self, node: Node) -> str | None:
        value = self.words.word(node.named_children[-1]) if node.named_children else None
        return None if value is None else self.state.history.note(value + "\n", "", value)

    def _file(self, node: Node, given: str | None, target: str | None) -> tuple[str | None, str | None]:
        destination = node.child_by_field_name("destination")
        name = self.words.word(destination) if destination is not None else None
        sign = "".join(self.words.text(one) for one in node.children if not one.is_named)
        if destination is not None and destination.type == "process_substitution" and "<" in sign:
            return self._children(destination, None), target
        descriptor = node.child_by_field_name("descriptor")
        if name is None or (descriptor is not None and self.words.text(descriptor) != "1"):
            return given, target
        if "<" in sign:
            return self.state.files.get(name), target
        return given, name if _WRITES.search(sign) and not name.startswith(
            "/dev/"
        ) and "&" not in sign else target

    def _store(self, name: str, written: str, node: Node) -> None:
        self.state.files[name] = written
        if set(self.state.history.of(written)) - {Step.JOINED, Step.PICKED, Step.CASE, Step.VARIABLES}:
            self.carry(written, None, node, Step.WRITTEN)

    def _command(self, node: Node, given: str | None) -> str | None:
        words: list[str | None] = []
        inner: dict[int, str | None] = {}
        for one in node.named_children:
            if one.type == "variable_assignment":
                if node.child_by_field_name("name") is None:
                    self._assign(one, None)
            elif one.type == "herestring_redirect":
                given = self._herestring(one)
            elif one.type == "process_substitution":
                inner[len(words)] = self._children(one, None)
                words.append(None)
            elif one.type not in {"file_redirect", "heredoc_redirect"}:
                words.extend(self._argument(one, first=not words))
        while words and words[0] == "":
            words = words[1:]
        return self._called(words, given, node, inner) if words else ""

    def _argument(self, node: Node, *, first: bool) -> list[str | None]:
        made = self.words.fields(node.children[0] if node.type == "command_name" and node.children else node)
        known = [one for one in made if one is not None]
        place = (node.start_byte, node.end_byte)
        value = " ".join(known) if len(known) == len(made) else None
        if place in self.folded and (old := self.folded[place]) is not None and old.value != value:
            self.folded[place] = None
        elif value is not None and place not in self.folded:
            self.folded[place] = Word(*place, value, first)
        return made

    def _called(  # noqa: PLR0911  one a kind of command
        self, words: list[str | None], given: str | None, node: Node, inner: dict[int, str | None]
    ) -> str | None:
        at = 0
        while (
            at < len(words) - 1
            and words[at] in _BEFORE
            and not (words[at] == "exec" and words[at + 1] is None)
        ):
            at += 1
            while at < len(words) - 1 and ((words[at] or "").startswith("-") or "=" in (words[at] or "")):
                at += 1
        name = words[at]
        if name is None:
            return None
        args = words[at + 1 :]
        inner = {key - at - 1: value for key, value in inner.items()}
        if name in self.state.functions:
            return self._function(name, args, given)
        program = name.rpartition("/")[2]
        if program == "eval":
            return self._eval(args, node)
        if program in {*_SHELLS, "source", "."}:
            return self._shell(program, args, given, node, inner)
        language = INTERPRETERS.get(_VERSION.sub("", program))
        if language is not None:
            return self._interpreter(language, args, given, node)
        return self._filter([name, *args], given)

    def _function(self, name: str, args: list[str | None], given: str | None) -> str | None:
        self._uncalled.pop(name, None)
        self.calls[name] = self.calls.get(name, 0) + 1
        if self.calls[name] > self.calls_most:
            return None
        before, within = self.state.arguments, self.state.within
        self.state.arguments, self.state.within = args, True
        try:
            return self.run(self.state.functions[name], given)
        finally:
            self.state.arguments, self.state.within = before, within

    def _eval(self, args: list[str | None], node: Node) -> str | None:
        known = [one for one in args if one is not None]
        if len(known) == len(args) and known:
            text = self.state.history.note(" ".join(known), "", *known)
            self.carry(text, Kind.SHELL, node)
        return None

    def _shell(
        self,
        program: str,
        args: list[str | None],
        given: str | None,
        node: Node,
        inner: dict[int, str | None],
    ) -> str | None:
        text = given
        plain = [at for at, one in enumerate(args) if one is None or not one.startswith("-")]
        command = next((at for at, one in enumerate(args) if one and re.fullmatch(r"-[a-z]*c", one)), None)
        if command is not None and command + 1 < len(args):
            text = args[command + 1]
        elif plain and "-s" not in args:
            first = plain[0]
            text = inner.get(first) if args[first] is None else self.state.files.get(args[first] or "")
        if text is not None and (self.state.history.of(text) or program == "eval"):
            self.carry(text, Kind.SHELL, node)
        return None

    def _interpreter(
        self, language: tuple[Kind, str], args: list[str | None], given: str | None, node: Node
    ) -> str | None:
        kind, flag = language
        text = given if not any(one and not one.startswith("-") for one in args) else None
        for at, one in enumerate(args[:-1]):
            if one and (one == flag or (one.startswith("-") and one.endswith(flag[1:]) and len(one) <= 4)):  # noqa: PLR2004
                text = args[at + 1]
                break
        if text is not None and text.strip():
            self.carry(text, kind, node)
        return None

    def _filter(self, words: list[str | None], given: str | None) -> str | None:
        known = [one for one in words if one is not None]
        if len(known) != len(words):
            return None
        name = known[0].rpartition("/")[2]
        if name == "echo":
            return echoed(known[1:], self.state.history)
        if name == "printf":
            return printed(known[1:], self.state.history)
        if name in {
            "cd",
            "export",
            "set",
            "unset",
            "true",
            ":",
            "sleep",
            "mkdir",
            "rm",
            "chmod",
            "trap",
            "local",
        }:
            return ""
        if given is None and len(known) > 1:
            given = self._read(known)
            known = [one for one in known if one not in self.state.files]
        return None if given is None else filtered(known, given, self.allowance, self.state.history)

    def _read(self, words: Sequence[str]) -> str | None:
        """Return a file of the script's own making, or the script itself."""
        return next((self.state.files[one] for one in words[1:] if one in self.state.files), None)

    def carry(self, text: str, kind: Kind | None, node: Node, step: str = "") -> None:
        """Keep what is handed to an interpreter."""
        if len(self.carried) >= _CARRIED or not text.strip() or text == self.state.files.get("$0"):
            return
        if any(one.text == text for one in self.carried):
            return
        steps = self.state.history.of(text)
        steps = (*steps, step) if step and step not in steps else steps
        self.carried.append(
            Carried(text=text, kind=kind, steps=steps, start=node.start_byte, end=node.end_byte)
        )
