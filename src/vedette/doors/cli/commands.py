"""The commands, in one list: what each is for, and the module that has it, loaded when it is called."""

from __future__ import annotations

import argparse
import importlib
from typing import Protocol

from msgspec import Struct

from vedette.doors.cli.console import Console


class Command(Protocol):
    """A module of this folder."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what may follow the command's name."""
        ...

    def run(self, given: argparse.Namespace, console: Console) -> int:
        """Do it, and return the exit code."""
        ...


class Listed(Struct, frozen=True):
    """One line of `vedette --help`."""

    help: str
    module: str

    def load(self) -> Command:
        """Import the module."""
        module: Command = importlib.import_module(f"vedette.doors.cli.{self.module}")
        return module


GROUPS: dict[str, dict[str, Listed]] = {
    "look at something": {
        "scan": Listed("find weaknesses in a folder, file, archive, git repository or package", "scan"),
        "triage": Listed(
            "say what a file or package does and whether it is hostile, never running it", "triage"
        ),
        "hunt": Listed("find attacks in logs and network captures, told as one story", "hunt"),
        "query": Listed("ask the events that hunts kept, in SQL", "query"),
        "ask": Listed("ask in plain words; answered by the engines and the books", "ask"),
        "chat": Listed("go on asking, one question after another", "chat"),
        "demo": Listed("watch a known vulnerability found in a real package, and gone in its fix", "demo"),
    },
    "understand a report": {
        "show": Listed("show one finding of the last report, or of a report file", "show"),
        "explain": Listed("say in plain words what a report means and what to do now", "explain"),
        "verify": Listed("check every quote of a report against what it was made from", "verify"),
        "knowledge": Listed("look up weaknesses, techniques and terms; mount catalogues", "knowledge"),
    },
    "mend and respond": {
        "fix": Listed("propose patches for what a scan finds, try each, write a diff or a branch", "fix"),
        "respond": Listed("from raw evidence to a finished incident report, in one go", "respond"),
        "incident": Listed("keep an incident: timeline, tasks, evidence, custody, measures", "incident"),
        "playbook": Listed("what to do in which order: list, begin, go through", "playbook"),
        "duties": Listed("whom the law wants told of an incident, until when; drafts", "duties"),
        "act": Listed("block, isolate, disable, quarantine: plan first, with a way back", "act"),
    },
    "language models and agents": {
        "models": Listed("attach language models, and grant them roles by what they do", "models"),
        "eval": Listed("measure a model beside the engines, on cases with known answers", "eval"),
        "read": Listed("have a model copy fields out of a text, each held to the text", "read"),
        "trace": Listed("show what a model was asked and did in a run, step by step", "trace"),
        "mcp": Listed("serve an agent: what you may use here, as tools (MCP)", "mcp"),
        "proxy": Listed(
            "let programs that know OpenAI's or Anthropic's API ask named models as you", "proxy"
        ),
    },
    "a service, and your access to it": {
        "login": Listed("sign this machine in to a Vedette service", "login"),
        "mine": Listed("what you may do there and why, what was done in your name; export, erase", "mine"),
        "access": Listed("apply, review, approve, revoke, appeal; ask what something would take", "access"),
        "scope": Listed("show that a target is yours, and ask whether one is covered", "scope"),
        "criteria": Listed("print who may use what in a service, and what it takes", "criteria"),
        "desk": Listed("what waits for a reviewer, a case at a glance, appeals, statistics", "desk"),
        "monitor": Listed(
            "measures in force and who decides about them; who was told of findings", "monitor"
        ),
        "serve": Listed("serve all this over HTTP, to people who log in", "serve"),
        "ledger": Listed("verify a ledger or a receipt offline; export it; have it witnessed", "ledger"),
    },
    "rules and formats": {
        "rules": Listed("list rules, show one, or test your own", "rules"),
        "schema": Listed("print the JSON schema of a report", "schema"),
        "version": Listed("print the version", "version"),
    },
}
"""Every command, by what it is for."""
COMMANDS: dict[str, Listed] = {name: one for group in GROUPS.values() for name, one in group.items()}
