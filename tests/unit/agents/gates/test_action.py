"""Calls of tools a run may not make, and those it may."""

import json

import pytest

from vedette.agents.gates.action import Allowance, allowed, fault
from vedette.core.dialogue import Tool, ToolCall

READ = Tool(
    name="read",
    does="Reads a file.",
    schema={
        "type": "object",
        "properties": {
            "path": {"type": "string", "format": "path"},
            "line": {"type": "integer", "minimum": 1},
        },
        "required": ["path"],
        "additionalProperties": False,
    },
)
ABOUT = Tool(
    name="about",
    does="Says what is known of hosts.",
    schema={
        "type": "object",
        "properties": {
            "hosts": {"type": "array", "items": {"type": "string", "format": "name"}, "maxItems": 3},
            "what": {
                "anyOf": [
                    {"enum": ["all"]},
                    {"type": "object", "properties": {"host": {"type": "string", "format": "name"}}},
                ]
            },
        },
        "required": ["hosts"],
        "additionalProperties": False,
    },
)
MAY = Allowance(tools=(READ, ABOUT), paths=frozenset(("shop.py",)), names=frozenset(("gw1", "203.0.113.77")))


def call(name: str, arguments: object) -> ToolCall:
    written = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return ToolCall(id="1", name=name, arguments=written)


LIES = [
    call("shell", {"command": "rm -rf /"}),
    call("isolate-host", {"host": "gw1"}),
    call("Read", {"path": "shop.py"}),
    call("read ", {"path": "shop.py"}),
    call("", {}),
    call("read", {}),
    call("read", {"path": "/etc/passwd"}),
    call("read", {"path": "../shop.py"}),
    call("read", {"path": "shop.py\x00.txt"}),
    call("read", {"path": ["shop.py"]}),
    call("read", {"path": "shop.py", "line": 0}),
    call("read", {"path": "shop.py", "sudo": True}),
    call("read", "{"),
    call("read", '["shop.py"]'),
    call("read", '{"path": "shop.py"}{"path": "/etc/passwd"}'),
    call("about", {"hosts": ["srv9"]}),
    call("about", {"hosts": ["gw1", "evil.example"]}),
    call("about", {"hosts": ["gw1"] * 4}),
    call("about", {"hosts": ["gw1"], "what": {"host": "dc01"}}),
    call("about", {"hosts": "gw1"}),
]
TRUE = [
    call("read", {"path": "shop.py"}),
    call("read", {"path": "shop.py", "line": 1}),
    call("read", ' {"path": "shop.py"} '),
    call("about", {"hosts": []}),
    call("about", {"hosts": ["gw1"]}),
    call("about", {"hosts": ["GW1", "203.0.113.77"]}),
    call("about", {"hosts": ["gw1"], "what": "all"}),
    call("about", {"hosts": ["gw1"], "what": {"host": "gw1"}}),
]


@pytest.mark.parametrize("one", LIES, ids=repr)
def test_a_call_outside_the_allowance_is_stopped(one: ToolCall) -> None:
    assert fault(one, MAY)


@pytest.mark.parametrize("one", TRUE, ids=repr)
def test_a_call_within_it_is_made_with_these_arguments(one: ToolCall) -> None:
    assert allowed(one, MAY) == json.loads(one.arguments)


def test_who_may_use_nothing_uses_nothing() -> None:
    assert all(fault(one, Allowance(tools=())) for one in (*LIES, *TRUE))
