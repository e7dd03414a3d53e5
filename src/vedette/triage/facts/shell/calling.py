"""What one command of a script does, with what flows into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from vedette.core.expressions import expression
from vedette.triage.fact import Act, Fact
from vedette.triage.facts.commands import Shell, Told, facts_of_command
from vedette.triage.facts.commands.unix import program_of, started
from vedette.triage.facts.shell.notebook import SOURCES, Flow, joined
from vedette.triage.facts.shell.places import told_of_writing
from vedette.triage.facts.shell.running import OPENS, SHELLS, Given, Running
from vedette.triage.facts.shell.scheduled import commands_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from vedette.triage.facts.shell.following import Following
    from vedette.triage.facts.shell.redirects import Redirect

_HEADERS: Final = frozenset(
    {"-H", "--header", "-u", "--user", "-b", "--cookie", "-A", "--user-agent", "--oauth2-bearer", "-i"}
)
_TELLING: Final = frozenset(
    {Act.READS_SECRET, Act.READS_ENVIRONMENT, Act.READS_HOST, Act.READS_CLIPBOARD, Act.READS_KEYS}
)
_CIPHERS: Final = {
    "openssl": re.compile(r"enc\b.*-(?:aes|des|camellia|chacha|bf|rc4|e\b)|smime.*-encrypt"),
    "gpg": re.compile(r"(?:^|\s)(?:-\w*[cer]|--symmetric|--encrypt|--recipient)(?:\s|$)"),
    "ccrypt": re.compile(r"^(?!.*-d\b)"), "age": re.compile(r"-[rpe]\b"),
    "7z": re.compile(r"(?:^|\s)-p\S+"), "zip": re.compile(r"(?:^|\s)(?:-\w*[eP]|--password)"),
}  # fmt: skip
_WIDE: Final = expression(r"^(?:/home|/root|~|/Users|/|/mnt|/var/www|/media)/?\*")
_WAITING: Final = 40
_GUARDS: Final = expression(r"(?:^|\s)(?:-A|-I|-N|-P\s+INPUT\s+DROP|--append|add\s+rule|-f)\b")
_PRINTERS: Final = frozenset({"echo", "printf"})
_CLOCKS: Final = {"crontab": "", "at": "at", "batch": "at"}
"""What has something run later, and what the list is read as."""
_CONNECTIONS: Final = frozenset({"nc", "socat", "telnet", "openssl s_client"})
_KEEPS: Final = frozenset({Act.WRITES_FILE, Act.SENDS})
_PASS: Final = frozenset(
    {"cat", "head", "tail", "tac", "sed", "awk", "grep", "tr", "cut", "sort", "base64", "zcat", "gunzip"}
)
"""Programs that write what the files hold they are given."""
_FIREWALLS: Final = frozenset({"iptables", "ip6tables", "nft"})
_ABOVE: Final = 4
_MISSING: Final = expression(rb"!\s+-[efsr]\s|\[\s+-[efs]\s[^]]*\]\s*\|\|")
_FINDS: Final = expression(r"-(?:exec|execdir|ok)$")


class Calling:
    """Tells commands of one script."""

    def __init__(self, walk: Following) -> None:
        self.walk = walk
        self.running = Running(walk)
        self.spoken: list[str] = []
        """What the statement at hand prints."""
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
            words = [*words, *(Given(one, None, stdin, one) for one in (given or "{}").split()[:20])]
        if name in _PRINTERS:
            self.spoken.append(" ".join(one.text for one in words[1:] if one.text[:1] != "-"))
        made: list[Fact] = []
        for told in facts_of_command([one.text for one in words], Shell.UNIX):
            own = [one for one in made if one.act in SOURCES] if told.act in _KEEPS else ()
            fact = self._written(told, words, joined(stdin, own), given, node)
            if fact is not None:
                made.append(fact)
        self._named(name, words, node)
        made += self.running.told(name, words, given, node)
        made += self._starts(name, words, node, depth)
        if self._keeps(made):
            return ()
        passed = self._of_files(words) if name in _PASS else ()
        shown = joined(*(one.flow for one in words[1:])) if name in _PRINTERS else ()
        return joined((one for one in made if one.act in SOURCES), stdin, passed, shown)

    @staticmethod
    def _keeps(made: Sequence[Fact]) -> bool:
        return any(one.act is Act.SENDS for one in made) and not any(one.act in SOURCES for one in made)

    def _written(
        self, told: Told, words: Sequence[Given], stdin: Flow, given: str | None, node: Node
    ) -> Fact | None:
        if told.how in _FIREWALLS and told.act in {Act.DISABLES_DEFENCE, Act.RUNS_COMMAND}:
            self._later.append((told, node))
            return None
        if told.act is Act.DELETES_FILES:
            told = self._deleted(told, words)
        elif told.act is Act.DOWNLOADS:
            self._asks(told, words, node)
        elif told.act is Act.DECODES:
            told = self._decoded(told, words, stdin, given)
        flow = self._into(told, words, stdin, node)
        if told.act is Act.SENDS and not flow and told.how in _CONNECTIONS:
            return None
        fact = self.walk.notebook.write(told, node, flow)
        self._kept(told, fact, flow, node)
        if told.act is Act.PERSISTS and told.how in _CLOCKS:
            self._later_run(given or self.walk.half or "\n".join(self.spoken), _CLOCKS[told.how], node)
        return fact

    def _into(self, told: Told, words: Sequence[Given], stdin: Flow, node: Node) -> Flow:
        """Return what flows into what a command does."""
        match told.act:
            case Act.SENDS | Act.RESOLVES:
                return self._sent(told, words, stdin, node)
            case Act.WRITES_FILE | Act.PERSISTS | Act.DECODES:
                return joined(stdin, self._of_files(words), *(one.flow for one in words[1:]))
            case Act.RUNS_COMMAND:
                return self._of_program(words)
            case Act.LOADS_CODE:
                return self._of_files(words)
            case _:
                return ()

    def _later_run(self, text: str, path: str, node: Node) -> None:
        """Follow what is left behind for later."""
        for command in commands_of(text, path):
            self.walk.nested(command, node)

    def _kept(self, told: Told, fact: Fact, flow: Flow, node: Node) -> None:
        if told.file and told.act in {Act.DOWNLOADS, Act.DECODES}:
            self.walk.trails.keep(told.file, (fact,))
            for more in told_of_writing(told.file, "-"):
                self.walk.notebook.write(more, node, (fact,))
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

    def _decoded(self, told: Told, words: Sequence[Given], stdin: Flow, given: str | None) -> Told:
        """Say what is decoded, unless it comes from elsewhere."""
        target = (given or "").strip()[:200]
        if not target:
            target = next((one.text for one in words[:0:-1] if not one.text.startswith("-")), "")[:200]
        flow = joined(stdin, self._of_files(words), *(one.flow for one in words[1:]))
        foreign = any(one.act is Act.DOWNLOADS for one in flow)
        return replace(told, target="" if foreign else target)

    def _of_files(self, words: Sequence[Given]) -> Flow:
        """Return what the files were made of that are named among the arguments."""
        return joined(
            *(self.walk.trails.of(one.text.partition("=@")[2] or one.text.lstrip("@")) for one in words[1:40])
        )

    def _of_program(self, words: Sequence[Given]) -> Flow:
        """Return what the program was made of that is run."""
        first = words[0]
        flow = self.walk.trails.of(first.text, bare=False)
        if OPENS.match(first.raw) and first.exact is None:
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
        elif (wanted := _CIPHERS.get(name.rstrip("2"))) is not None and wanted.search(line):
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

    def stored(self, one: Redirect, flow: Flow, written: str | None, node: Node) -> None:
        """Tell that a file is written."""
        name = one.name
        device = name.startswith("/dev/") and not name.startswith("/dev/shm/")  # noqa: S108
        if not name or device or name.startswith("&") or name in self.walk.trails.pipes:
            return
        text = self.walk.state.files.get(name) or written or self.walk.half or "\n".join(self.spoken)
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
            if more.act is Act.PERSISTS and more.how == "file" and text:
                self._later_run(text, name, node)


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
