"""Whether the right one of our tools is chosen: by a schema of actions, and by native calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.core.dialogue import Ask, Reply, Tool
from vedette.models.probe.asker import TEXT, Asker, question, read, shape
from vedette.models.probe.seen import Seen

_SYSTEM: Final = "You choose what a security tool does next for its user. Use exactly one tool."
TOOLS: Final = (
    Tool(
        name="scan_code",
        does="Find weaknesses in source code in a folder.",
        schema=shape(path=TEXT),
    ),
    Tool(
        name="hunt_logs",
        does="Find attacks in log files or network captures in a folder.",
        schema=shape(path=TEXT),
    ),
    Tool(
        name="look_up",
        does="Say what is known about one CVE, CWE or ATT&CK id.",
        schema=shape(id=TEXT),
    ),
    Tool(
        name="judge_file",
        does="Say whether a file, such as a mail attachment or a program, is malicious.",
        schema=shape(path=TEXT),
    ),
)
_QUESTIONS: Final = (
    ("Are there vulnerabilities in the code under src/shop?", "scan_code", {"path": "src/shop"}),
    ("What is CVE-2021-44228?", "look_up", {"id": "CVE-2021-44228"}),
    (
        "Somebody mailed me /home/ana/invoice.js. Is it malware?",
        "judge_file",
        {"path": "/home/ana/invoice.js"},
    ),
    ("Was there an attack last night? The logs are in /var/log/web.", "hunt_logs", {"path": "/var/log/web"}),
    ("Explain T1566 to me.", "look_up", {"id": "T1566"}),
    ("Check my program in ./api for SQL injection.", "scan_code", {"path": "./api"}),
    ("We captured traffic into /tmp/pcaps. Any intruders in it?", "hunt_logs", {"path": "/tmp/pcaps"}),  # noqa: S108
    ("Is setup.exe dangerous?", "judge_file", {"path": "setup.exe"}),
)


class Action(Struct, frozen=True, forbid_unknown_fields=True):
    """One action, as a schema has it."""

    action: str
    arguments: dict[str, str]


def schema() -> dict[str, Any]:
    """Return the schema of one action out of all."""
    return {"anyOf": [shape(action={"const": one.name}, arguments=one.schema) for one in TOOLS]}


def _listed() -> str:
    lines = [f"- {one.name}({', '.join(one.schema['properties'])}): {one.does}" for one in TOOLS]
    return (
        f"{_SYSTEM} Tools:\n" + "\n".join(lines) + '\nReply with JSON: {"action": NAME, "arguments": {…}}. '
        "Copy paths and ids exactly as the user wrote them."
    )


def chooses(asker: Asker) -> tuple[Seen, ...]:
    """Look whether an action fits the schema, is the right one, and has the right arguments."""
    checks = ("actions", "right tool", "right arguments")
    return asker.looked(checks, [_chosen(*one) for one in _QUESTIONS])


def _chosen(text: str, tool: str, arguments: dict[str, str]) -> Callable[[Asker], tuple[str, ...]]:
    def item(asker: Asker) -> tuple[str, ...]:
        said = asker.ask(question(text, _listed(), schema=schema(), schema_name="action")).text
        found = read(said, Action)
        if found is None or found.action not in {one.name for one in TOOLS}:
            wrong = f"{said[:40]!a} is no action"
            return wrong, wrong, wrong
        chose = "" if found.action == tool else f"chooses {found.action} for {text[:30]!a}…"
        copied = "" if found.arguments == arguments else f"writes {str(found.arguments)[:60]!a}"
        return "", chose, chose or copied

    return item


def calls(asker: Asker, name: str = "native tools") -> Seen:
    """Look whether a tool is called as one, the right one, with arguments that can be read."""
    return asker.checked(name, [_called(*one) for one in _QUESTIONS[:4]])


def _called(text: str, tool: str, arguments: dict[str, str]) -> Callable[[Asker], str]:
    def item(asker: Asker) -> str:
        return _fault(asker.ask(_tooled(text)), tool, arguments)

    return item


def _tooled(text: str) -> Ask:
    return msgspec.structs.replace(question(text, _SYSTEM), tools=TOOLS)


def _fault(reply: Reply, tool: str, arguments: dict[str, str]) -> str:
    if len(reply.calls) != 1:
        return f"calls {len(reply.calls)} tools and says {reply.text[:40]!a}"
    (call,) = reply.calls
    if call.name != tool:
        return f"calls {call.name[:40]!a} instead of {tool}"
    found = read(call.arguments, dict[str, str])
    return "" if found is not None and found.keys() == arguments.keys() else "calls it with other arguments"
