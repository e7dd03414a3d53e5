"""Runs inside the sandbox, on a copy: calls one function with hostile and harmless values, looks for marks.

Imports nothing of ours and is never imported by us. What it finds is the last line it prints, in JSON.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import importlib
import inspect
import json
import os
import pickle  # noqa: TID251 - only written here, for the code under trial to read
import sys
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

_LEFT, _RIGHT = 90_481, 70_573
_PLAIN: dict[str, Any] = {"int": 1, "float": 1.0, "bool": False, "bytes": b"a", "str": "a"}
_AROUND_COMMAND = (
    ("; ", ""),
    ("a; ", " #"),
    ("$(", ")"),
    ("a\n", "\n"),
    ("' ; ", " #"),
    ('" ; ', " #"),
    ("a | ", ""),
    ("", ""),
)
_AROUND_CODE = (("", ""), ("(", ")"), ("1, ", ""), ("a=", ""), ("'+str(", ")+'"), ("1\n", ""))
_AROUND_TEMPLATE = (("{{ ", " }}"), ("${", "}"), ("{% print(", ") %}"), ("<%= ", " %>"), ("#{", "}"))


class _Shipped:
    """Something that runs a command when it is loaded."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.system, (self.command,)


class Trial:
    """One function, one parameter, one harm."""

    def __init__(self, asked: dict[str, str]) -> None:
        self.asked, self.token = asked, asked["token"]
        self.work = Path.cwd()
        self.canary = self.work / f"canary-{self.token}"
        self.secret = self.work / f"secret-{self.token}"
        self.plain = self.work / f"plain-{self.token}"
        self.text = f"only-in-the-file-{self.token}"

    def run(self) -> dict[str, Any]:
        """Return what came of it."""
        self.secret.write_text(self.text)
        self.plain.write_text(self.text)
        outcome: dict[str, Any] = {"token": self.token, "why": "", "ran": 0, "fired": 0, "control": False}
        try:
            call = self.function()
        except BaseException as error:  # noqa: BLE001 - whatever the code does when it is imported
            return outcome | {"why": f"it cannot be loaded: {type(error).__name__}"}
        outcome["control"] = any([self.marks(call, value) for value in self.harmless()])  # noqa: C419 - all run
        for value in self.hostile():
            outcome["ran"] += 1
            outcome["fired"] += self.marks(call, value) and not self.marks(lambda given: given, value)
        return outcome

    def function(self) -> Any:  # noqa: ANN401 - it is whatever stands there
        """Load the file as what it is a part of, and return the function with other arguments filled in."""
        found = self.loaded()
        signature = inspect.signature(found)
        parameter = self.asked["parameter"]
        filled = {name: _filler(one) for name, one in signature.parameters.items() if _is_needed(one)}

        def call(value: Any) -> Any:  # noqa: ANN401
            bound = signature.bind_partial()
            given = filled | {parameter: value}
            bound.arguments.update({name: given[name] for name in signature.parameters if name in given})
            result = found(*bound.args, **bound.kwargs)
            return asyncio.run(result) if inspect.iscoroutine(result) else result

        return call

    def loaded(self) -> Any:  # noqa: ANN401
        """Import the module and find the function in it, bound to an object where it is a method."""
        path = self.work / self.asked["path"]
        root, names = path.parent, [path.stem]
        while (root / "__init__.py").exists() and root != self.work:
            names.insert(0, root.name)
            root = root.parent
        sys.path[:0] = [str(root), str(self.work)]
        found: Any = importlib.import_module(".".join(names).removesuffix(".__init__"))
        *owners, name = self.asked["function"].split(".")
        for owner in owners:
            found = getattr(found, owner)
        if owners and not isinstance(inspect.getattr_static(found, name), staticmethod | classmethod):
            found = _made(found)
        return inspect.unwrap(getattr(found, name))

    def marks(self, call: Any, value: Any) -> bool:  # noqa: ANN401
        """Whether a value leaves its mark; whatever the call raises may be a mark as well."""
        with contextlib.suppress(OSError):
            self.canary.unlink()
        try:
            result = call(value)
            if inspect.isgenerator(result):
                result = list(zip(range(100), result, strict=False))
            said = str(result) if not isinstance(result, bytes) else result.decode("latin-1")
        except BaseException as error:  # noqa: BLE001 - whatever the code raises
            said = str(error)
        if self.asked["harm"] == "path":
            return self.text in said
        if self.asked["harm"] == "template":
            return str(_LEFT * _RIGHT) in said
        return self.canary.exists()

    def harmless(self) -> list[Any]:
        """Return values like the hostile ones that ask for no harm."""
        if self.asked["harm"] == "path":
            return [self.plain.name, f"./{self.plain.name}"]
        if self.asked["harm"] == "deserialise":
            return [pickle.dumps({"a": 1}), "a: 1", '{"a": 1}']
        return ["plain", "1", self.canary.name]

    def hostile(self) -> list[Any]:
        """Return values that do the harm, if the code lets them."""
        match self.asked["harm"]:
            case "command":
                touch = f"touch {self.canary}"
                return [before + touch + after for before, after in _AROUND_COMMAND]
            case "code":
                made = f"__import__('pathlib').Path({str(self.canary)!r}).write_text('x')"
                return [before + made + after for before, after in _AROUND_CODE]
            case "path":
                up = "../" * 12 + str(self.secret).lstrip("/")
                return [str(self.secret), up, f"../{self.secret.name}", f"../../{self.secret.name}"]
            case "template":
                product = f"{_LEFT}*{_RIGHT}"
                return [before + product + after for before, after in _AROUND_TEMPLATE]
            case _:
                return self.shipped()

    def shipped(self) -> list[Any]:
        """Return values that run a command when they are loaded as objects."""
        shipped = pickle.dumps(_Shipped(f"touch {self.canary}"))
        text = f"!!python/object/apply:os.system ['touch {self.canary}']"
        return [shipped, text, text.encode(), base64.b64encode(shipped), base64.b64encode(shipped).decode()]


def _made(kind: type) -> Any:  # noqa: ANN401
    try:
        return kind()
    except Exception:  # noqa: BLE001 - it needs more than we know
        return object.__new__(kind)


def _is_needed(one: inspect.Parameter) -> bool:
    return one.default is one.empty and one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)


def _filler(one: inspect.Parameter) -> Any:  # noqa: ANN401
    kind = one.annotation if isinstance(one.annotation, str) else getattr(one.annotation, "__name__", "")
    return _PLAIN[kind] if kind in _PLAIN else MagicMock()


def main() -> None:
    """Run the trial whose name is in the environment; nothing the code prints gets in between."""
    asked = json.loads(Path(f".trial-{os.environ['VEDETTE_TRIAL']}.json").read_text("utf-8"))
    kept, nothing = os.dup(1), os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    outcome = Trial(asked).run()
    os.write(kept, json.dumps(outcome).encode() + b"\n")
    os._exit(0)


if __name__ == "__main__":
    main()
