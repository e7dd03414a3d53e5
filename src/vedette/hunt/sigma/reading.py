"""Sigma's YAML in, our own rules out: pySigma parses, and what it can't use is listed with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec
import yaml
from sigma.collection import SigmaCollection
from sigma.correlations import SigmaCorrelationRule
from sigma.rule import SigmaRule, SigmaRuleBase

from vedette.core.errors import BadInput
from vedette.hunt.event import Logsource
from vedette.hunt.sigma.about import about_of
from vedette.hunt.sigma.chains import correlations_of
from vedette.hunt.sigma.clauses import clauses_of
from vedette.hunt.sigma.closures import closure
from vedette.hunt.sigma.conditions import node_of
from vedette.hunt.sigma.encodings import rewritten
from vedette.hunt.sigma.gates import as_in_xml, gates
from vedette.hunt.sigma.nodes import Node, fields_of
from vedette.hunt.sigma.rules import VERSION, About, Rule, RuleSet, Unusable, digest_of
from vedette.hunt.sigma.wording import THRESHOLD, renamed_parts, threshold_of

TEXT_CHARS: Final = 2_000_000
VALUES_MAX: Final = 100_000
"""In one document, with what its aliases stand for."""
DEPTH_MAX: Final = 40
_PARTS: Final = frozenset({"detection", "correlation", "filter", "action"})
_SAID: Final = (
    "Author", "Date", "Modified", "Description", "FalsePositives", "Fields", "Level", "License", "References",
    "Related", "Scope", "Status", "Tag", "Taxonomy", "Title",
)  # fmt: skip
_HARMLESS: Final = frozenset(f"Sigma{part}Error" for part in _SAID)
"""Mistakes in what a rule says of itself: it can be run all the same."""
_WITHDRAWN: Final = frozenset({"DEPRECATED", "UNSUPPORTED"})
_WORDS_CHARS: Final = 300


class _Refused(Exception):
    """A document that can't be used."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as everybody reads it, but a name that stands twice in a map is refused: one would be lost."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: ANN401, FBT001, FBT002
        names = [one.value for one, _ in getattr(node, "value", ())]
        if len({str(name) for name in names}) < len(names):
            twice = next(str(name) for name in names if names.count(name) > 1)
            raise _Refused(f"{twice[:_WORDS_CHARS]!r} stands twice in one map")
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


def load_rules(texts: Iterable[tuple[str, str]]) -> RuleSet:
    """Load rules, correlations and filters from named texts, any number of documents each.

    What cannot be used is listed with the reason; nothing is dropped without a word.
    """
    given = tuple(texts)
    unusable: list[Unusable] = []
    parsed = [one for name, text in given for one in _parse(name, text, unusable)]
    parsed = _filtered(parsed, unusable)
    rules: list[Rule] = []
    places: dict[str, int] = {}
    chains: list[tuple[str, SigmaCorrelationRule]] = []
    known: set[str] = set()
    for name, one in parsed:
        if isinstance(one, SigmaCorrelationRule):
            chains.append((name, one))
        elif isinstance(one, SigmaRule):
            _take(name, one, (rules, places, known), unusable)
    correlations, feeders = correlations_of(chains, len(rules), places, unusable)
    return RuleSet(
        version=VERSION,
        rules=tuple(_quiet(rule) if number in feeders else rule for number, rule in enumerate(rules)),
        correlations=correlations,
        unusable=tuple(unusable),
        digest=digest_of(given),
    )


def _take(
    name: str,
    one: SigmaRule,
    kept: tuple[list[Rule], dict[str, int], set[str]],
    unusable: list[Unusable],
) -> None:
    rules, places, known = kept
    about = about_of(name, one)
    if about.id in known:
        unusable.append(Unusable(about.id, name, "another rule has the same id"))
        return
    known.add(about.id)
    try:
        rule = _rule(one, about)
    except _Refused as error:
        unusable.append(Unusable(about.id, name, words_of(error)))
        return
    for handle in (str(one.id or ""), str(one.name or "")):
        if handle:
            places[handle] = len(rules)
    rules.append(rule)


def _rule(one: SigmaRule, about: About) -> Rule:
    serious = [error for error in one.errors if type(error).__name__ not in _HARMLESS]
    if serious:
        raise _Refused(words_of(serious[0]))
    status = str(getattr(one.status, "name", ""))
    if status in _WITHDRAWN:
        raise _Refused(f"its authors withdrew it: status {status.lower()}")
    source = Logsource(
        (one.logsource.product or "").lower(),
        (one.logsource.category or "").lower(),
        (one.logsource.service or "").lower(),
    )
    if not (source.product or source.category or source.service):
        raise _Refused("it does not say which log it is for")
    node = _asked(one, about)
    if source.product == "windows":
        node = as_in_xml(node)
    found = gates(source, node)
    if source.product == "windows" and not found:
        sort = f"category {source.category}" if source.category else f"service {source.service}"
        raise _Refused(f"no log of Windows is known to hold {sort}")
    return Rule(
        about=about,
        logsource=source,
        node=node,
        gates=found,
        clauses=clauses_of(node),
        fields=tuple(sorted(fields_of(node))),
    )


def _asked(one: SigmaRule, about: About) -> Node:
    """Make the tree of a rule, and see that it can be compiled and written down."""
    try:
        node = node_of(one.detection)
        closure(node)
        msgspec.msgpack.encode((about, node))
    except BadInput as error:
        raise _Refused(str(error)) from error
    except RecursionError as error:
        raise _Refused("its conditions are nested too deeply") from error
    except Exception as error:
        raise _Refused(words_of(error)) from error
    return node


def _quiet(rule: Rule) -> Rule:
    """Make a rule one that only feeds correlations."""
    return msgspec.structs.replace(rule, about=msgspec.structs.replace(rule.about, alerts=False))


def _parse(name: str, text: str, unusable: list[Unusable]) -> list[tuple[str, Any]]:
    try:
        found = SigmaCollection.from_dicts(
            _documents(text), collect_errors=True, collect_filters=True, resolve_references=False
        )
    except _Refused as error:
        reason = str(error)
    except yaml.YAMLError as error:
        reason = f"not YAML: {words_of(error)}"
    except Exception as error:  # noqa: BLE001 - pySigma raises whatever a malformed document leads to
        reason = f"not a Sigma rule: {words_of(error)}"
    else:
        own = {id(error) for one in (*found.rules, *found.filters) for error in one.errors}
        unusable += (Unusable(name, name, words_of(one)) for one in found.errors if id(one) not in own)
        return [(name, one) for one in (*found.rules, *found.filters)]
    unusable.append(Unusable(name, name, reason))
    return []


def _documents(text: str) -> list[Any]:
    if len(text) > TEXT_CHARS:
        raise _Refused("larger than 2 MB")
    try:
        documents = [one for one in yaml.load_all(text, Loader=_Loader) if one is not None]
    except (RecursionError, ValueError, TypeError) as error:
        raise _Refused("not YAML that can be read") from error
    left = VALUES_MAX
    for one in documents:
        if not isinstance(one, dict):
            raise _Refused("not a Sigma rule: no map of names")
        left = _count(one, left, DEPTH_MAX)
        if _PARTS.isdisjoint(one):
            raise _Refused("not a Sigma rule: no detection, correlation or filter in it")
        _reword(one)
    return documents


def _reword(document: dict[Any, Any]) -> None:
    """Say in pySigma's words what it would misread."""
    exact = threshold_of(document)
    if exact is not None:
        document[THRESHOLD] = exact
    if isinstance(tags := document.get("tags"), list):
        document["tags"] = [tag for tag in tags if isinstance(tag, str) and "." in tag]
    for part in ("detection", "filter"):
        if part in document:
            document[part] = renamed_parts(rewritten(document[part]))


def _count(value: object, left: int, depth: int) -> int:
    """Count what a document holds once its aliases are followed, and stop early."""
    if depth <= 0:
        raise _Refused("nested too deeply")
    if left <= 0:
        raise _Refused("it holds too many values")
    members = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple | set) else ()
    )
    left -= 1
    for one in members:
        left = _count(one, left, depth - 1)
    return left


def _filtered(parsed: list[tuple[str, Any]], unusable: list[Unusable]) -> list[tuple[str, Any]]:
    """Let Sigma filters change the rules they are for."""
    filters = [(name, one) for name, one in parsed if not isinstance(one, SigmaRule | SigmaCorrelationRule)]
    rules = [(name, one) for name, one in parsed if isinstance(one, SigmaRule | SigmaCorrelationRule)]
    for name, each in filters:
        if each.errors:
            unusable.append(Unusable(_handle(each, name), name, f"filter: {words_of(each.errors[0])}"))
            continue
        used = False
        for place, (where, rule) in enumerate(rules):
            if isinstance(rule, SigmaRule) and not rule.errors and each._should_apply_on_rule(rule):  # noqa: SLF001
                rules[place] = (where, each.apply_on_rule(rule))
                used = True
        if not used:
            unusable.append(Unusable(_handle(each, name), name, "filter: it fits no rule that was loaded"))
    return rules


def _handle(one: SigmaRuleBase, name: str) -> str:
    return str(one.id) if one.id is not None else name


def words_of(error: object) -> str:
    """Say an error of a library in one line."""
    words = " ".join(str(error).split())[:_WORDS_CHARS] or type(error).__name__
    return words.encode("utf-8", "replace").decode("utf-8")
