"""A model that answers every question of a probe well: to be spoiled in one way at a time."""

# ruff: noqa: SLF001 - it knows what will be asked
from __future__ import annotations

import json
from typing import Any

import msgspec

from vedette.core.dialogue import Ask, Ending, Reply, ToolCall, Usage
from vedette.models import tokens
from vedette.models.probe import choosing, judging, reading, shapes

COUNTED = ", ".join(str(number) for number in range(1, 21))
MENDED = {
    "yaml.load(": ("yaml.load(text, Loader=yaml.Loader)", "yaml.safe_load(text)"),
    "random.randint(": ("str(random.randint(0, 10**9))", "secrets.token_hex(16)"),
    "shell=True": ("f'cat {name}', shell=True", "['cat', name]"),
    "{name}": (
        "query = f\"SELECT id FROM people WHERE name = '{name}'\"\n    return db.execute(query)",
        'return db.execute("SELECT id FROM people WHERE name = ?", (name,))',
    ),
}


def reply(ask: Ask, text: str, ending: Ending = Ending.STOP) -> Reply:
    usage = Usage(prompt=tokens.of_ask(ask), completion=max(tokens.of_text(text), 1))
    return Reply(text=text, ending=ending, usage=usage, model="perfect")


def perfect(ask: Ask) -> Reply:
    """Answer."""
    text = ask.messages[-1].text
    if ask.tools:
        tool, arguments = _tool(text)
        call = ToolCall(id="1", name=tool, arguments=json.dumps(arguments))
        return msgspec.structs.replace(reply(ask, ""), calls=(call,), ending=Ending.TOOLS)
    if ask.schema is not None:
        return reply(ask, json.dumps(_shaped(ask, text)))
    if "Count" in text:
        return _counted(ask)
    return reply(ask, "ready" if "ready" in text else "apple, pear, plum")


def _counted(ask: Ask) -> Reply:
    if ask.stop:
        return reply(ask, COUNTED.partition(ask.stop[0])[0])
    return reply(ask, "1, 2, 3, ", Ending.LENGTH) if ask.most < 20 else reply(ask, COUNTED)


def _tool(text: str) -> tuple[str, dict[str, str]]:
    return next((tool, arguments) for asked, tool, arguments in choosing._QUESTIONS if asked == text)


def _shaped(ask: Ask, text: str) -> Any:  # noqa: ANN401, C901, PLR0911 - one answer to each
    match ask.schema_name:
        case "mark":
            return {"city": "Tokyo", "mark": "zx-41"}
        case "fields":
            known = dict((*shapes._LOGINS, *shapes._HOSTS))
            return json.loads(msgspec.json.encode(known[text]))
        case "action":
            tool, arguments = _tool(text)
            return {"action": tool, "arguments": arguments}
        case "quote":
            line = next(line for asked, line in reading._WHICH if text.endswith(asked))
            return {"line": line, "quote": reading._SOURCE[line - 1]}
        case "verdict":
            return {"reason": "it runs what it fetches", "verdict": "malicious"}
        case "judgement":
            real = next(one.real for one in judging.cases().judgement if one.source in text)
            return {"reason": "because", "verdict": "real" if real else "false alarm"}
        case "either":
            return {"action": "say", "words": "ready"}
        case "edit":
            search, replace = next(made for gone, made in MENDED.items() if gone in text)
            return {"search": search, "replace": replace}
        case _:
            return {"code": "7316"}
