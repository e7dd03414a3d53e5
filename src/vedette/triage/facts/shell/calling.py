"""What one command of a script does, with what flows into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from vedette.triage.fact import Act, Fact
from vedette.triage.facts.commands import Shell, Told, facts_of_command
from vedette.triage.facts.commands.unix import program_of, started
from vedette.triage.facts.shell.notebook import SOURCES, Flow, joined
from vedette.triage.facts.shell.places import told_of_writing
from vedette.triage.layers.shell.carried import INTERPRETERS

if TYPE_CHECKING:
    from tree_sitter import Node

    from vedette.triage.facts.shell.redirects import Redirect
    from vedette.triage.facts.shell.walking import Walk

SHELLS: Final = frozenset({"sh", "bash", "dash", "zsh", "ksh", "ash", "csh", "tcsh", "fish", "rbash"})
_VERSION: Final = re.compile(r"[\d.]+$")
_COMMAND: Final = re.compile(r"-[a-zA-Z]*c")
_HEADERS: Final = frozenset(
    {"-H", "--header", "-u", "--user", "-b", "--cookie", "-A", "--user-agent", "--oauth2-bearer", "-i"}
)
_TELLING: Final = frozenset(
    {Act.READS_SECRET, Act.READS_ENVIRONMENT, Act.READS_HOST, Act.READS_CLIPBOARD, Act.READS_KEYS}
)
_OPENS: Final = re.compile(r"[\"']?(?:\$\(|`|\$\{?\w)")
_CIPHERS: Final = re.compile(
    r"enc\b.*-(?:aes|des|camellia|chacha|bf|rc4|e\b)|smime.*-encrypt|"
    r"^(?:-\S+ )*(?:-\w*[ce]\b|--symmetric|--encrypt)"
)
_WIDE: Final = re.compile(r"^(?:/home|/root|~|/Users|/|/mnt|/var/www|/media)/?\*")
_WAITING: Final = 40
_GUARDS: Final = re.compile(r"(?:^|\s)(?:-A|-I|-N|-P\s+INPUT\s+DROP|--append|add\s+rule|-f)\b")
_FIREWALLS: Final = frozenset({"iptables", "ip6tables", "nft"})
_ABOVE: Final = 4
_MISSING: Final = re.compile(rb"!\s+-[efsr]\s|\[\s+-[efs]\s[^]]*\]\s*\|\|")
_FINDS: Final = re.compile(r"-(?:exec|execdir|ok)$")


class Given(NamedTuple):
    """One word of a command."""

    text: str
    """As far as it is known."""
    exact: str | None
    flow: Flow
    raw: str
    """As it stands there."""


class Calling:
    """Tells commands of one script."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.half = ""
        """A here-document that is not wholly known."""
        self.waiting: list[tuple[Told, Node, Flow]] = []
        """Ciphers over files that were found, until one of those is removed."""
        self.folder = ""
        """Where the script went, where that is a tree of everybody's: `cd /`."""
        self.guards: set[str] = set()
        """Firewalls that are given rules: to empty them first is ordinary."""
        self._later: list[tuple[Told, Node]] = []

    def finish(self) -> None:
        """Tell what depended on the rest."""
        for told, node in self._later:
            if told.how not in self.guards:
                self.walk.notebook.write(told, node)

    def told(self, words: Sequence[Given], given: str | None, node: Node, depth: int = 0) -> Flow:
        """Write down what one command does; return what flows out of it."""
        start = started([one.text for one in words])
        words, before = words[start:], words[:start]
        if not words or depth > 3:  # noqa: PLR2004  a command that starts one that starts one
            return self.walk.stdin
        name = program_of(words[0].text)
        stdin = self.walk.stdin
        if any(program_of(one.text) == "xargs" for one in before):
            words = [*words, Given("{}", None, stdin, "{}")]
        made: list[Fact] = []
        for told in facts_of_command([one.text for one in words], Shell.UNIX):
            fact = self._written(told, words, stdin, given, node)
            if fact is not None:
                made.append(fact)
        self._named(name, words, node)
        made += self._runs(name, words, given, node)
        made += self._starts(name, words, node, depth)
        out = joined((one for one in made if one.act in SOURCES), stdin)
        return () if self._keeps(made) else out

    @staticmethod
    def _keeps(made: Sequence[Fact]) -> bool:
        return any(one.act is Act.SENDS for one in made) and not any(one.act in SOURCES for one in made)

    def _written(
        self, told: Told, words: Sequence[Given], stdin: Flow, given: str | None, node: Node
    ) -> Fact | None:
        if told.how in _FIREWALLS and told.act is Act.DISABLES_DEFENCE:
            self._later.append((told, node))
            return None
        if told.act is Act.DELETES_FILES:
            told = self._deleted(told, words)
        elif told.act is Act.DOWNLOADS:
            self._asks(told, words, node)
        flow: Flow = ()
        match told.act:
            case Act.SENDS | Act.RESOLVES:
                flow = self._sent(told, words, stdin, node)
            case Act.DECODES:
                told, flow = self._decoded(told, words, stdin, given)
            case Act.WRITES_FILE | Act.PERSISTS:
                flow = joined(stdin, self._of_files(words), *(one.flow for one in words[1:]))
            case Act.RUNS_COMMAND:
                flow = self._of_program(words)
            case _:
                pass
        fact = self.walk.notebook.write(told, node, flow)
        self._kept(told, fact, flow, node)
        return fact

    def _kept(self, told: Told, fact: Fact, flow: Flow, node: Node) -> None:
        if told.file and told.act in {Act.DOWNLOADS, Act.DECODES}:
            self.walk.trails.keep(told.file, (fact,))
        if told.act is Act.WRITES_FILE:
            self.walk.trails.keep(told.target, flow)
            for more in told_of_writing(told.target, ""):
                self.walk.notebook.write(more, node, flow)
        if told.act is Act.CONNECTS:
            self.walk.stages.append("connection")

    def _sent(self, told: Told, words: Sequence[Given], stdin: Flow, node: Node) -> Flow:
        """Return what is sent: what is read, and what stands in arguments that are no headers."""
        flow: list[Flow] = [stdin, self._of_files(words)]
        for at, one in enumerate(words[1:], 1):
            if words[at - 1].text not in _HEADERS:
                flow.append(one.flow)
        own = [
            self.walk.notebook.write(one, node)
            for one in facts_of_command([one.text for one in words], Shell.UNIX)
            if one.act in {Act.READS_SECRET, Act.READS_ENVIRONMENT}
        ]
        if told.act is Act.RESOLVES:
            return joined(*(one.flow for one in words[1:]))
        return joined(own, *flow)

    def _asks(self, told: Told, words: Sequence[Given], node: Node) -> None:
        """Tell of secrets that stand in an address that is asked for."""
        for at, one in enumerate(words[1:], 1):
            telling = [fact for fact in one.flow if fact.act in _TELLING]
            if (
                telling
                and words[at - 1].text not in _HEADERS
                and ("?" in one.text or one.text == told.target)
            ):
                sent = Told(act=Act.SENDS, says="sends in what it asks for", target=told.target, how=told.how)
                self.walk.notebook.write(sent, node, telling)

    def _decoded(
        self, told: Told, words: Sequence[Given], stdin: Flow, given: str | None
    ) -> tuple[Told, Flow]:
        target = (given or "").strip()[:200]
        if not target:
            target = next((one.text for one in words[:0:-1] if not one.text.startswith("-")), "")[:200]
        flow = joined(stdin, self._of_files(words), *(one.flow for one in words[1:]))
        if any(one.act is Act.DOWNLOADS for one in flow):
            target = ""
        return replace(told, target=target), flow

    def _of_files(self, words: Sequence[Given]) -> Flow:
        """Return what the files were made of that are named among the arguments."""
        return joined(
            *(self.walk.trails.of(one.text.partition("=@")[2] or one.text.lstrip("@")) for one in words[1:40])
        )

    def _of_program(self, words: Sequence[Given]) -> Flow:
        """Return what the program was made of that is run."""
        first = words[0]
        flow = self.walk.trails.of(first.text, bare=False)
        if _OPENS.match(first.raw) and first.exact is None:
            flow = joined(flow, first.flow)
        return joined(flow, self.walk.network if program_of(first.text) in SHELLS else ())

    def _named(self, name: str, words: Sequence[Given], node: Node) -> None:
        """Note what later commands depend on."""
        line = " ".join(one.text for one in words[1:])
        if name == "read":
            for one in words[1:]:
                self.walk.trails.variables[one.text] = joined(self.walk.stdin, self.walk.network)
        elif name == "cd":
            self.folder = line if line in {"/", "~", "/home", "/root", "/etc", "/usr"} else ""
        elif name == "mkfifo" or (name == "mknod" and words[-1].text == "p"):
            self.walk.trails.pipes.update(one.text for one in words[1:])
        elif name in {"iptables", "ip6tables", "nft", "iptables-restore"} and _GUARDS.search(line):
            self.guards.add(name.partition("-")[0])
        elif name in {"openssl", "gpg", "gpg2", "ccrypt", "age", "7z", "zip"} and (
            _CIPHERS.search(line)
            or (name in {"7z", "zip"} and re.search(r"(?:^|\s)(?:-p\S+|-P|--password)", line))
        ):
            found = [one for word in words for one in word.flow if one.act is Act.FINDS_FILES]
            if found and len(self.waiting) < _WAITING:
                told = Told(
                    act=Act.ENCRYPTS_FILES, says="encrypts the files it finds", target=line[:300], how=name
                )
                self.waiting.append((told, node, joined(found)))

    def _deleted(self, told: Told, words: Sequence[Given]) -> Told:
        self._removed(words)
        return replace(told, target=self.folder or "./*") if told.target == "*" else told

    def _removed(self, words: Sequence[Given]) -> None:
        """Tell that files were encrypted and the originals removed."""
        found = {id(one) for word in words for one in word.flow if one.act is Act.FINDS_FILES}
        for told, node, flow in self.waiting:
            if found & {id(one) for one in flow}:
                self.walk.notebook.write(told, node, flow)

    def wide(self, made: Sequence[str | None], node: Node) -> Flow:
        """Return that a loop goes over whole trees: `/home/*`."""
        for one in made:
            if one is not None and _WIDE.match(one):
                told = Told(act=Act.FINDS_FILES, says="goes through whole folders", target=one, how="for")
                return (self.walk.notebook.write(told, node),)
        return ()

    def _runs(self, name: str, words: Sequence[Given], given: str | None, node: Node) -> list[Fact]:
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
            word.flow if word.raw[:2] == "<(" or _OPENS.match(word.raw) else (),
        )

    def _evaluated(self, words: Sequence[Given], node: Node) -> list[Fact]:
        text = " ".join(one.text for one in words)
        flow = joined(*(one.flow for one in words if _OPENS.match(one.raw)))
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
        text = given or self.half
        if text and not self.walk.state.history.of(text) and not flow:
            self.walk.nested(text, node)
            return []
        return self._code(name, (given or "")[:300], flow, node)

    def _string(self, name: str, word: Given, node: Node) -> list[Fact]:
        if word.flow and _OPENS.match(word.raw):
            return self._code(name, word.text, word.flow, node)
        if self.walk.state.history.of(word.exact):
            return self._code(name, word.text, word.flow, node)
        self.walk.nested(word.text, node)
        return []

    def _interpreted(self, name: str, args: Sequence[Given], node: Node) -> list[Fact]:
        at = next((n for n, one in enumerate(args[:-1]) if one.text in {"-c", "-e", "-r", "-E"}), None)
        if at is not None:
            word = args[at + 1]
            flow = word.flow if _OPENS.match(word.raw) else ()
            return self._code(name, word.text, flow, node) if flow else []
        script = next((one for one in args if not one.text.startswith("-") or one.raw[:2] == "<("), None)
        if script is None:
            return self._code(name, "", self.walk.stdin, node) if self.walk.stdin else []
        flow = self._script(script)
        return self._code(name, script.text, flow, node) if flow else []

    def _starts(self, name: str, words: Sequence[Given], node: Node, depth: int) -> list[Fact]:
        """Tell commands that a command starts: find -exec, su -c, trap, ssh, crontab."""
        if name == "find":
            self._found(words, node, depth)
        elif name in {
            "su",
            "runuser",
            "script",
            "flock",
            "ssh",
            "tmux",
            "screen",
            "parallel",
            "watch",
            "at",
            "batch",
        }:
            self._inner(name, words, node)
        elif name == "trap" and len(words) > 1 and " " in words[1].text:
            self.walk.nested(words[1].text, node, shares=True)
        return []

    def _inner(self, name: str, words: Sequence[Given], node: Node) -> None:
        if name in {"ssh", "tmux", "screen", "parallel", "watch"}:
            text = next((one.text for one in words[:0:-1] if " " in one.text and "$(" not in one.text), "")
        else:
            text = next(
                (words[at + 1].text for at, one in enumerate(words[:-1]) if one.text in {"-c", "--command"}),
                "",
            )
        if text and name != "ssh":
            self.walk.nested(text, node)

    def _found(self, words: Sequence[Given], node: Node, depth: int) -> None:
        at = next((n for n, one in enumerate(words) if _FINDS.match(one.text)), None)
        if at is None or at + 1 >= len(words):
            return
        target = " ".join(one.text for one in words[1:at])
        told = Told(act=Act.FINDS_FILES, says="searches for files", target=target, how="find")
        flow = (self.walk.notebook.write(told, node),)
        inner = [
            one._replace(flow=flow) if "{}" in one.text.replace(" ", "") else one
            for one in words[at + 1 :]
            if one.text not in {";", "\\;", "+"}
        ]
        for name in ("0", "1", "@"):
            self.walk.trails.variables[name] = flow
        self.told(inner, None, node, depth + 1)
        if any(one.text == "-delete" for one in words):
            self._removed([Given("", None, flow, "")])

    def tied(self, node: Node, stages: Sequence[str]) -> None:
        """Tell that a pipeline ties a shell to a connection."""
        if "shell" in stages and "connection" in stages:
            told = Told(act=Act.READS_INPUT, says="takes what a connection brings", target="", how="pipe")
            brought = self.walk.notebook.write(told, node)
            self._code("shell on a connection", "", (brought,), node)

    def stored(self, one: Redirect, flow: Flow, written: str | None, node: Node) -> None:
        """Tell that a file is written."""
        name = one.name
        if not name or name.startswith(("/dev/", "&")) or name in self.walk.trails.pipes:
            return
        text = self.walk.state.files.get(name) or written or self.half
        told = Told(act=Act.WRITES_FILE, says="writes a file", target=name[:300], how=one.sign)
        fact = self.walk.notebook.write(told, node, flow)
        fed = (
            flow
            if any(each.act in {Act.DOWNLOADS, Act.DECODES, Act.READS_INPUT} for each in flow)
            else (fact, *flow)
        )
        self.walk.trails.keep(name, fed, more=one.sign == ">>")
        for more in told_of_writing(name, text or ""):
            if more.act is not Act.CLEARS_TRACES or not _is_missing(node, self.walk.source):
                self.walk.notebook.write(more, node, flow)


def _is_missing(node: Node, source: bytes) -> bool:
    """Say whether a file is only made where there is none: `if [ ! -f ... ]`."""
    above: Node | None = node.parent
    for _ in range(_ABOVE):
        if above is None:
            return False
        if above.type in {"if_statement", "list"} and _MISSING.search(
            source, above.start_byte, node.start_byte
        ):
            return True
        above = above.parent
    return False
