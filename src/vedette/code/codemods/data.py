"""Data read without running what it says: YAML, models, literals, queries of document databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.escaping import is_plain_value
from vedette.code.codemods.guards import NO_TEXT, kept, refusal
from vedette.code.codemods.importing import spell
from vedette.code.codemods.module import Module, Refused, ancestors, plain, statement, walk
from vedette.code.codemods.settings import assign, drop
from vedette.code.codemods.site import Site, arguments, keywords, positional, value
from vedette.code.codemods.tracing import harmful

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_ARITHMETIC: Final = re.compile(
    r"sum|calc|formula|expr|math|equation|arith|rule|code|script|condition|filter", re.IGNORECASE
)
_OWN_TAGS: Final = re.compile(
    r"\bYAMLObject|\byaml_tag\b|\badd_(?:multi_)?(?:constructor|representer)\b|!!python/"
)
_SAFE_YAML: Final = {
    f"{kind}load{more}": f"safe_load{more}" for kind in ("", "unsafe_", "full_") for more in ("", "_all")
}


def plain_data(site: Site) -> Iterator[Draft]:
    """Load data with a loader that makes nothing but data."""
    module, call = site.module, site.call
    name = site.sink.rpartition(".")[2]
    if site.sink.startswith("yaml.") and name in _SAFE_YAML:
        yield _safe_load(site, _SAFE_YAML[name])
    elif site.sink.startswith("ruamel."):
        yield _safe_type(site)
    elif site.sink.startswith("torch."):
        yield assign(Draft(), module, call, "weights_only", "True")
    elif site.sink.startswith("keras.") or "keras" in site.sink:
        yield assign(Draft(), module, call, "safe_mode", "True")


def _safe_load(site: Site, name: str) -> Draft:
    module, call, draft = site.module, site.call, Draft()
    called, given = call.child_by_field_name("function"), list(arguments(call))
    if called is None or not given or len(given) > 2:  # noqa: PLR2004 - the data and the loader
        raise Refused
    if _OWN_TAGS.search(module.text):
        raise Refused  # its documents name classes of its own, which the safe loader does not know
    draft.replace(module, called, spell(site, draft, module, call, f"yaml.{name}"))
    if len(given) == 2:  # noqa: PLR2004
        drop(draft, module, call, given[1])
    return draft


def _safe_type(site: Site) -> Draft:
    """`YAML(typ="unsafe")`: where the loader is made."""
    module = site.module
    called = site.call.child_by_field_name("function")
    holder = called.child_by_field_name("object") if called is not None else None
    made = site.followed(holder) if holder is not None else None
    if made is None or made.type != "call" or "typ" not in keywords(module, made):
        raise Refused
    return Draft().replace(module, value(keywords(module, made)["typ"]), '"safe"')


def literal_only(site: Site) -> Iterator[Draft]:
    """Read a literal where one is meant: numbers, texts, lists and dictionaries."""
    module, call, draft = site.module, site.call, Draft()
    called, given = call.child_by_field_name("function"), positional(call)
    if called is None or not given or given[0].type in ("list_splat", "generator_expression"):
        raise Refused
    inner = plain(given[0])
    if not is_plain_value(module, inner) or _ARITHMETIC.search(_words(site, inner)):
        raise Refused  # what is meant is no literal
    draft.replace(module, called, spell(site, draft, module, call, "ast.literal_eval"))
    for one in list(arguments(call))[1:]:
        drop(draft, module, call, one)
    yield draft


def _words(site: Site, node: Syntax) -> str:
    """Return the words around a value: its own, and those of its source."""
    return site.module.of(node) + " " + site.module.of(statement(node)) + " " + site.finding.evidence[0].quote


def plain_values(site: Site) -> Iterator[Draft]:
    """Refuse values of a query that are no text, number or truth value: an operator is a dictionary."""
    module, draft, lines = site.module, Draft(), list[str]()
    checked: list[str] = []
    values = list(_queried(site))
    for held in values:
        name, more = kept(draft, module, held, *_names(module, held))
        lines += more
        checked.append(name)
    if not values:
        raise Refused
    anchor = values[0]
    for name in dict.fromkeys(checked):
        lines += [
            f"if not isinstance({name}, (str, int, float, bool)):",
            "\t" + refusal(site, draft, module, anchor, NO_TEXT),
        ]
    yield draft.before(module, anchor, lines)


def _queried(site: Site) -> Iterator[Syntax]:
    """Yield the untrusted values of a query that is written out.

    Raises:
        Refused: one of them is no plain value, or is run as a script.

    """
    for given in harmful(site):
        inner = site.followed(given)
        for pair in walk(inner) if inner.type == "dictionary" else ():
            held = pair.child_by_field_name("value") if pair.type == "pair" else None
            key = pair.child_by_field_name("key")
            if held is None or key is None or held.type in ("dictionary", "list") or not site.untrusted(held):
                continue
            if (
                key.type != "string"
                or "$where" in site.module.of(key)
                or not is_plain_value(site.module, held)
            ):
                raise Refused
            yield held


def _names(module: Module, node: Syntax) -> tuple[str, ...]:
    """Return names for a value, after its key."""
    found = re.findall(r"[a-z_]\w*", module.of(node))
    last = found[-1] if found else "value"
    return f"{last}_value", f"wanted_{last}", f"asked_{last}", "value", "other_value"


def made_at_once(site: Site) -> Iterator[Draft]:
    """Make the temporary file together with its name."""
    module, call, draft = site.module, site.call, Draft()
    called, outer = call.child_by_field_name("function"), call.parent
    if called is None:
        raise Refused
    if outer is not None and outer.type == "assignment" and outer.child_by_field_name("right") == call:
        left = outer.child_by_field_name("left")
        if left is None or left.type not in ("identifier", "attribute") or outer.child_by_field_name("type"):
            raise Refused
        handle = draft.fresh(module, "handle", "file_handle", "temp_handle")
        draft.replace(module, called, spell(site, draft, module, call, "tempfile.mkstemp"))
        draft.put(module, left.start_byte, left.start_byte, f"{handle}, ")
        close = spell(site, draft, module, call, "os.close")
        yield draft.behind(module, outer, [f"{close}({handle})"])
        return
    if any(one.type == "with_statement" for one in ancestors(call)):
        raise Refused
    draft.replace(module, called, spell(site, draft, module, call, "tempfile.NamedTemporaryFile"))
    given = module.of(call)[len(module.of(called)) + 1 : -1]
    names = ("suffix", "prefix", "dir")
    texts = [f"{name}={module.of(one)}" for name, one in zip(names, positional(call), strict=False)]
    texts += [module.of(one) for one in keywords(module, call).values()]
    holder = call.child_by_field_name("arguments")
    if holder is None or "#" in given:
        raise Refused
    draft.replace(module, holder, f"({', '.join([*texts, 'delete=False'])}).name")
    yield draft
