"""Goes through a script as its decoder does, and follows beside it what flows where."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from vedette.core.expressions import expression
from vedette.triage.fact import Act
from vedette.triage.facts.commands.told import Told
from vedette.triage.facts.shell.assigning import told_of_assignment, told_of_test
from vedette.triage.facts.shell.calling import Calling
from vedette.triage.facts.shell.notebook import Flow, Notebook, joined
from vedette.triage.facts.shell.redirects import Redirect, redirect_of
from vedette.triage.facts.shell.running import Given
from vedette.triage.facts.shell.trails import Trails
from vedette.triage.layers.shell.folding import ShellFolder
from vedette.triage.layers.shell.peeling import parser

if TYPE_CHECKING:
    from tree_sitter import Node

    from vedette.triage.allowance import Allowance

_NESTED: Final = 3
_NESTED_BYTES: Final = 1 << 16
_NODES: Final = 400
_DEFAULT: Final = expression(r"\$\{\w+:?[-=]([^{}$]*)\}")
_VARIABLES: Final = frozenset({"simple_expansion", "expansion"})
_NOTHING: Final = frozenset({"", "/", "/*", "//"})
"""What a path may come to where a variable is empty: the script means another."""
_VISITORS: Final = frozenset({"QUERY_STRING", "HTTP_USER_AGENT", "HTTP_COOKIE", "REQUEST_URI", "PATH_INFO"})
_STAGES: Final = 40
_BOMB_LONGEST: Final = 40
_BOMB: Final = expression(r"(\S+?)\s*\|\s*\1\s*&")
Made = TypeVar("Made")


class Walk(ShellFolder):
    """One script, while it is followed."""

    calls_most = 24
    """What a function does is known by then."""

    def __init__(self, source: bytes, allowance: Allowance, notebook: Notebook, depth: int = 0) -> None:
        super().__init__(source, allowance)
        self.notebook, self.depth = notebook, depth
        self.trails = Trails()
        self.stdin: Flow = ()
        self.stdout: Flow = ()
        self.network: Flow = ()
        """What a connection brings that the statement is tied to."""
        self.half = ""
        self.stages: list[str] = []
        """What stands in the pipeline at hand: shells, and what is tied to a connection."""
        self.calling = Calling(self)
        self._met: Flow = ()
        self._ran: set[int] = set()
        self._given: list[Given] = []
        self.state.names.update({"HOME": "~", "0": "$0"})
        self._table.update(
            {
                "unset_command": self._unset,
                "test_command": self._test,
                "function_definition": self._defines,
            }
        )

    def finish(self) -> None:
        """Tell what is only known at the end."""
        self.calling.finish()

    def nested(self, text: str, node: Node, *, shares: bool = False) -> Flow:
        """Follow code in a string of the script; return what it writes."""
        if self.depth >= _NESTED or not text.strip() or len(text) > _NESTED_BYTES:
            return ()
        source = text.encode("latin-1", "replace")
        inner = Walk(source, self.allowance, self.notebook, self.depth + 1)
        inner.trails.files, inner.stdin, inner.network = self.trails.files, self.stdin, self.network
        inner.calling.waiting = self.calling.waiting
        inner.trails.variables = dict(self.trails.variables)
        if shares:
            inner.state = inner.words.state = self.state
        before = self.notebook.fixed(self.notebook.span(node))
        inner.go(parser().parse(source).root_node)
        self.notebook.fixed(before)
        self.calling.guards |= inner.calling.guards
        return inner.stdout

    def apart(self, node: Node, work: Callable[[], Made]) -> tuple[Made, Flow]:
        """Do some work on words; return also what flowed into them."""
        before, ran = self._met, self._ran
        self._met, self._ran = (), set()
        made = work()
        self._rest(node)
        flow = self._met
        self._met, self._ran = before, ran
        return made, flow

    def _rest(self, node: Node) -> None:
        """Meet the variables in a word, and the substitutions that were not needed for its value."""
        waiting = [node]
        for _ in range(_NODES):
            if not waiting:
                return
            one = waiting.pop()
            if one.type == "command_substitution":
                if one.start_byte not in self._ran:
                    self._substituted(one)
                continue
            if one.type in _VARIABLES:
                for name in one.named_children:
                    key = self.words.text(name)
                    self._met = joined(self._met, self.trails.variables.get(key, ()), self._asked(key, one))
            waiting.extend(reversed(one.named_children))

    def _asked(self, name: str, node: Node) -> Flow:
        """Return that a variable holds what a visitor of a web server asked for."""
        if name not in _VISITORS or name in self.trails.variables:
            return ()
        said = Told(act=Act.READS_INPUT, says="takes what a visitor sends", target=name, how="CGI")
        return (self.notebook.write(said, node),)

    def shown(self, node: Node) -> str:
        """Return a word as far as it is known; the rest as it stands there."""
        text = self.words.text(node)
        match node.type:
            case "simple_expansion" | "expansion":
                value = self.words.word(node)
                return _DEFAULT.sub(r"\1", text) if value is None else value
            case "raw_string":
                return text[1:-1]
            case "command_substitution" | "process_substitution":
                return text[:300]
            case "string" | "concatenation" | "command_name" | "translated_string":
                return self._pieces(node)
            case _:
                return text if node.named_child_count else (self.words.word(node) or text)

    def _pieces(self, node: Node) -> str:
        quoted = node.type == "string"
        at, made = node.start_byte + quoted, []
        for one in node.named_children[:_NODES]:
            made.append(self.source[at : one.start_byte].decode("latin-1"))
            made.append(self.words.text(one) if one.type == "string_content" else self.shown(one))
            at = one.end_byte
        made.append(self.source[at : node.end_byte - quoted].decode("latin-1"))
        return "".join(made)

    def _children(self, node: Node, given: str | None) -> str | None:
        stdin = self.stdin
        out: Flow = ()
        made: list[str] | None = []
        for one in node.named_children:
            self.stdin, self.stdout = stdin, ()
            written = self.run(one, given)
            out = joined(out, self.stdout)
            made = None if written is None or made is None else [*made, written]
        self.stdin, self.stdout = stdin, out
        if node.type == "process_substitution":
            self._given.append(Given(self.words.text(node)[:200], None, out, "<("))
        return None if made is None else "".join(made)

    def _maybe(self, node: Node, given: str | None) -> str | None:
        """Take what may happen as what happens: the last value of a name is kept."""
        self._children(node, given)
        return None

    def _for(self, node: Node, given: str | None) -> str | None:
        variable = node.child_by_field_name("variable")
        flow: Flow = ()
        for one in node.children_by_field_name("value"):
            made, more = self.apart(one, partial(self.words.fields, one))
            flow = joined(flow, more, self.calling.wide(made, one))
        if variable is not None:
            self.trails.variables[self.words.text(variable)] = flow
        return super()._for(node, given)

    def _defines(self, node: Node, given: str | None) -> str | None:
        body = node.child_by_field_name("body")
        if body is not None and _BOMB.search(self.words.text(body)[:_BOMB_LONGEST]):
            said = Told(act=Act.RUNS_COMMAND, says="starts itself twice, for ever", target=":(){ :|: & };:")
            self.notebook.write(said, node)
        return self._define(node, given)

    def _assign(self, node: Node, given: str | None) -> str | None:
        made, flow = self.apart(node, lambda: super(Walk, self)._assign(node, given))
        name = node.child_by_field_name("name")
        key = self.words.text(name) if name is not None else ""
        if any(one.type == "+=" for one in node.children):
            flow = joined(self.trails.variables.get(key, ()), flow)
        self.trails.variables[key] = flow
        value = node.child_by_field_name("value")
        for told in told_of_assignment(key, self.shown(value) if value is not None else ""):
            self.notebook.write(told, node, flow)
        return made

    def _unset(self, node: Node, given: str | None) -> str | None:
        del given
        for one in node.named_children:
            for told in told_of_assignment(self.words.text(one), ""):
                self.notebook.write(told, node)
        return ""

    def _test(self, node: Node, given: str | None) -> str | None:
        for told in told_of_test(self.words.text(node)):
            self.notebook.write(told, node)
        return self._children(node, given)

    def _substituted(self, node: Node) -> str | None:
        stages, given = self.stages, self._given
        self.stages, self._given = [], []
        made = self._children(node, None)
        self.stages, self._given = stages, given
        self._ran.add(node.start_byte)
        self._met = joined(self._met, self.stdout)
        return made

    def _pipeline(self, node: Node, given: str | None) -> str | None:
        stdin, stages = self.stdin, self.stages
        self.stages = []
        self.calling.spoken = []
        for one in node.named_children:
            given = self.run(one, given)
            self.stdin = self.stdout
        self.calling.running.tied(node, self.stages)
        self.stdin, self.stages = stdin, [*stages, *self.stages][-_STAGES:]
        return given

    def _herestring(self, node: Node) -> str | None:
        made, flow = self.apart(node, lambda: super(Walk, self)._herestring(node))
        self.stdin = joined(self.stdin, flow)
        return made

    def _heredoc(self, node: Node) -> tuple[str | None, Node | None]:
        (text, rest), flow = self.apart(node, lambda: super(Walk, self)._heredoc(node))
        self.stdin = joined(self.stdin, flow)
        if text is None:
            body = next((one for one in node.named_children if one.type == "heredoc_body"), None)
            self.half = self.words.text(body) if body is not None else ""
        return text, rest

    def _redirected(self, node: Node, given: str | None) -> str | None:
        stdin, network, half = self.stdin, self.network, self.half
        self.calling.spoken = []
        found = self._redirects_of(node)
        for one in found:
            self._connected(one)
        written = super()._redirected(node, given)
        for one in found:
            if one.writes and not one.host:
                self.calling.stored(one, self.stdout, written, node)
            elif one.host and ">" in one.sign and self.stdout:
                sent = Told(act=Act.SENDS, says="sends over a connection", target=one.host, how="/dev/tcp")
                self.notebook.write(sent, node, self.stdout)
        self.stdin, self.network, self.half = stdin, network, half
        return written

    def _redirects(self, node: Node, given: str | None) -> tuple[str | None, str | None, Node | None]:
        self.stdout = ()
        made = super()._redirects(node, given)
        self.stdin = joined(self.stdin, self.stdout)
        return made

    def _redirects_of(self, node: Node) -> list[Redirect]:
        found: list[Redirect] = []
        for one in node.children_by_field_name("redirect"):
            for each in (one, *one.children_by_field_name("redirect")):
                if each.type != "file_redirect":
                    continue
                place = each.child_by_field_name("destination")
                name = self.shown(place) if place is not None and place.type != "process_substitution" else ""
                made = redirect_of(self.words.text(each), name, each)
                if made is not None:
                    found.append(made)
        return found

    def _connected(self, one: Redirect) -> None:
        """Take in what is read, and what connections are opened."""
        if one.host:
            opened = Told(act=Act.CONNECTS, says="opens a connection", target=one.host, how="/dev/tcp")
            self.notebook.write(opened, one.node)
            if one.reads or "&" in one.sign or one.descriptor not in {"", "1", "2"}:
                brought = Told(
                    act=Act.READS_INPUT,
                    says="takes what a connection brings",
                    target=one.host,
                    how="/dev/tcp",
                )
                self.network = (self.notebook.write(brought, one.node),)
                self.trails.connections[one.descriptor or "0"] = self.network
        elif one.name in self.trails.connections and "&" in one.sign:
            self.network = self.trails.connections[one.name]
        if one.reads:
            self.stdin = joined(self.stdin, self.network, self.trails.of(one.name))

    def _command(self, node: Node, given: str | None) -> str | None:
        given_before, self._given = self._given, []
        stdin, self.stdout = self.stdin, ()
        try:
            made = super()._command(node, given)
        finally:
            self._given = given_before
            self.stdin = stdin
        return made

    def _argument(self, node: Node, *, first: bool) -> list[str | None]:
        made, flow = self.apart(node, lambda: super(Walk, self)._argument(node, first=first))
        raw = self.words.text(node)
        if None in made:
            self._given.append(Given(self.shown(node), None, flow, raw))
            if first and " " in (text := self._given[-1].text) and "$(" not in text and "`" not in text:
                last = self._given.pop()
                self._given += [Given(one, one, last.flow, raw) for one in text.split()]
        elif len(made) == 1 and "$" in raw and made[0] in _NOTHING:
            self._given.append(Given(raw.strip('"'), None, flow, raw))
        else:
            self._given += [Given(one, one, flow, raw) for one in made if one is not None]
        return made

    def _called(
        self, words: list[str | None], given: str | None, node: Node, inner: dict[int, str | None]
    ) -> str | None:
        mine = self._given[-len(words) :] if len(self._given) >= len(words) else self._given
        self._given = []
        values = dict(self.trails.variables)
        for at, one in enumerate(mine[1:10], 1):
            self.trails.variables[str(at)] = one.flow
        self.stdout = ()
        made = super()._called(words, given, node, inner)
        for at in range(1, 10):
            self.trails.variables[str(at)] = values.get(str(at), ())
        if mine and mine[0].text not in self.state.functions:
            self.stdout = self.calling.told(mine, given, node)
        return made
