"""Hashes, random numbers, tokens, and secrets written into the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.importing import is_docstring, spell
from vedette.code.codemods.module import Module, Refused, ancestors, function, plain, statement, walk
from vedette.code.codemods.settings import add, assign, drop
from vedette.code.codemods.site import Site, argument, arguments, keywords, positional, value
from vedette.code.codemods.tracing import named

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_PASSWORD: Final = re.compile(r"passw|pwd|passphrase|credential", re.IGNORECASE)
_CHECKSUM: Final = re.compile(
    r"check_?sum|etag|cache|dedup|shard|bucket|file_?(?:name|hash|md5|sha_?1)|(?:hash|md5|sha_?1)_?file"
    r"|md5_?sum|content_md5|gravatar|fingerprint",
    re.IGNORECASE,
)
_SEEDED: Final = re.compile(r"\brandom\.seed\(|\bRandom\(\s*[^)\s]")
_PROTOCOL: Final = re.compile(
    r"digest_?auth|\bha[12]\b|\bnonce\b|\brealm\b|ntlm|\bwsse?\b|cram_?md5", re.IGNORECASE
)
_SECURITY: Final = re.compile(
    r"passw|pwd|token|secret|sign|auth|session|credential|hmac|licen[sc]e", re.IGNORECASE
)
_WEAK: Final = re.compile(r"^(?:md4|md5|sha1?|sha-1|ripemd160)$", re.IGNORECASE)
_OF_ALGORITHM: Final = re.compile(r"md[45]|sha_?1(?!\d)|ripemd", re.IGNORECASE)
_ALGORITHM: Final = re.compile(r"[a-z]*(?:hmac[-_]?)?(?:md[45]|sha-?1|ripemd-?160)", re.IGNORECASE)
_LAID_DOWN: Final = re.compile(
    r"md[45]|sha-?_?1(?!\d)|ripemd|\brfc\b|rfc ?\d|off-?spec|specification|compatib|interop", re.IGNORECASE
)
_ROUNDS: Final = "600_000"
"""Of PBKDF2 with SHA-256, as OWASP's password storage cheat sheet has it (2023)."""


def stronger_hash(site: Site) -> Iterator[Draft]:
    """Use SHA-256; where nothing but a checksum is made, say that no security hangs on it."""
    module, call = site.module, site.call
    around = _around(module, call)
    if site.sink == "hashlib.pbkdf2_hmac":
        yield _more_rounds(site)
        return
    if site.sink.startswith("hashlib.") and module.dotted(call.child_by_field_name("function")) != site.sink:
        raise Refused  # whoever hands the algorithm over chooses it
    if _PROTOCOL.search(around) or _is_exchanged(module, call):
        raise Refused  # the other side expects this very hash
    if _PASSWORD.search(around) and not site.sink.startswith("werkzeug."):
        raise Refused  # needs a slow, salted function, and somewhere to keep the salt
    if site.sink.startswith("hashlib.") and _CHECKSUM.search(around) and not _SECURITY.search(around):
        yield assign(Draft(), module, call, "usedforsecurity", "False")
    if _OF_ALGORITHM.search(" ".join(_names(module, call))) or _is_written_about(module, call):
        raise Refused  # it would not be any more what it is called, or said to be
    yield _sha256(site)


def _around(module: Module, call: Syntax) -> str:
    """Return the words a hash is made among: its statement, and its function's name."""
    here = function(call)
    words = [module.path, module.of(statement(call)), named(module, here) if here is not None else ""]
    return " ".join(words)


def _is_exchanged(module: Module, call: Syntax) -> bool:
    """Tell whether a function speaks a protocol, or the hash is one of several chosen by name."""
    here = function(call)
    classes = [named(module, one) for one in ancestors(call) if one.type == "class_definition"]
    if _PROTOCOL.search(" ".join(classes)) or (here is not None and _PROTOCOL.search(module.of(here))):
        return True
    return any(
        one.type == "string"
        and (one.parent is None or one.parent.type != "argument_list")
        and _ALGORITHM.fullmatch(module.of(one).strip("bBuUrR\"'")) is not None
        for one in walk(here or statement(call))
    )


def _is_written_about(module: Module, call: Syntax) -> bool:
    """Tell whether a comment or docstring of the function names the algorithm, or what lays it down."""
    return any(
        _LAID_DOWN.search(module.of(one)) is not None
        for one in walk(function(call) or statement(call))
        if one.type == "comment" or (one.type == "expression_statement" and is_docstring(one))
    )


def _names(module: Module, call: Syntax) -> Iterator[str]:
    """Yield what the hash is called: the variable, key, parameter and functions it is given to."""
    for one in ancestors(call):
        kind = {"assignment": "left", "pair": "key", "keyword_argument": "name"}.get(one.type)
        left = one.child_by_field_name(kind) if kind is not None else None
        if left is not None:
            yield module.of(left)
        if one.type == "function_definition":
            yield named(module, one)


def _sha256(site: Site) -> Draft:
    module, call, draft = site.module, site.call, Draft()
    called = call.child_by_field_name("function")
    if called is None:
        raise Refused
    if site.sink in ("hashlib.md5", "hashlib.sha1", "hashlib.md4"):
        return draft.replace(module, called, spell(site, draft, module, call, "hashlib.sha256"))
    if site.sink.startswith("cryptography."):
        return draft.replace(
            module, called, spell(site, draft, module, call, "cryptography.hazmat.primitives.hashes.SHA256")
        )
    if re.fullmatch(r"Crypto(?:dome)?\.Hash\.\w+\.new", site.sink):
        library = site.sink.rpartition(".Hash.")[0] + ".Hash"
        return draft.replace(module, called, spell(site, draft, module, call, f"{library}.SHA256") + ".new")
    for one in arguments(call):
        node = plain(value(one) if one.type == "keyword_argument" else one)
        if node.type == "string" and (stronger := _stronger(module.of(node)[1:-1])):
            return draft.replace(module, node, module.of(node)[0] + stronger + module.of(node)[-1])
    raise Refused


def _stronger(name: str) -> str:
    if _WEAK.match(name):
        return "sha256"
    kind, _, hashed = name.partition(":")
    return f"{kind}:sha256" if kind == "pbkdf2" and _WEAK.match(hashed.partition(":")[0]) else ""


def _more_rounds(site: Site) -> Draft:
    given = argument(site.module, site.call, 3, "iterations")
    if given is None or given.type != "integer":
        raise Refused
    return Draft().replace(site.module, given, _ROUNDS)


def unpredictable(site: Site) -> Iterator[Draft]:
    """Take random numbers from the system, which nobody can predict."""
    module, call, draft = site.module, site.call, Draft()
    called, name = call.child_by_field_name("function"), site.sink.rpartition(".")[2]
    if (
        called is None
        or not site.sink.startswith("random.")
        or not module.dotted(called).startswith("random.")
    ):
        raise Refused  # a generator of its own may be seeded so that it gives the same again
    if _SEEDED.search(module.text):
        raise Refused
    if name == "choice":
        yield draft.replace(module, called, spell(site, draft, module, call, "secrets.choice"))
    elif name == "getrandbits":
        yield draft.replace(module, called, spell(site, draft, module, call, "secrets.randbits"))
    elif name in ("choices", "sample", "shuffle", "randint", "randrange", "random", "uniform", "randbytes"):
        system = spell(site, draft, module, call, "secrets.SystemRandom")
        yield draft.replace(module, called, f"{system}().{name}")


def verify_token(site: Site) -> Iterator[Draft]:
    """Check the signature with the key at hand and a fixed algorithm."""
    module, call = site.module, site.call
    called = call.child_by_field_name("function")
    if called is None or not module.of(called).endswith("decode"):
        raise Refused
    draft, allowed = Draft(), f'["{_algorithm(module)}"]'
    given = keywords(module, call)
    if argument(module, call, 1, "key") is None:
        draft.put(module, positional(call)[0].end_byte, positional(call)[0].end_byte, f", {_key(site)}")
    chosen = argument(module, call, 2, "algorithms")
    if chosen is not None and "none" in module.of(chosen).lower():
        draft.replace(module, chosen, allowed)
    if "verify" in given and module.of(value(given["verify"])) == "False":
        drop(draft, module, call, given["verify"])
    if "options" in given:
        _options(draft, module, call, given["options"], "" if chosen is not None else f"algorithms={allowed}")
    elif chosen is None:
        add(draft, module, call, f"algorithms={allowed}")
    yield draft


def _options(draft: Draft, module: Module, call: Syntax, option: Syntax, instead: str) -> None:
    """Take `"verify_signature": False` out of the options; the algorithms come in their place."""
    held = plain(value(option))
    if held.type != "dictionary":
        raise Refused
    pairs = [one for one in held.named_children if one.type == "pair"]
    kept = [module.of(one) for one in pairs if "verify_signature" not in module.of(one)]
    if len(kept) != len(held.named_children) - 1:
        raise Refused
    options = [f"options={{{', '.join(kept)}}}"] if kept else []
    texts = [one for one in (instead, *options) if one]
    if texts:
        draft.replace(module, option, ", ".join(texts))
    else:
        drop(draft, module, call, option)


def _algorithm(module: Module) -> str:
    """Return the algorithm the file signs or checks with elsewhere; HS256 where it does not."""
    found = set(re.findall(r"""algorithms?\s*=\s*\[?\s*["'](\w+)["']""", module.text)) - {
        "none",
        "None",
        "NONE",
    }
    return found.pop() if len(found) == 1 else "HS256"


def _key(site: Site) -> str:
    """Return the key at hand: a parameter of that name, or what other calls of the file use.

    Raises:
        Refused: there is none.

    """
    module, call = site.module, site.call
    here = function(call)
    given = here.child_by_field_name("parameters") if here is not None else None
    for one in walk(given) if given is not None else ():
        if one.type == "identifier" and re.fullmatch(
            r"(?:\w+_)?(?:key|secret)", module.of(one), re.IGNORECASE
        ):
            return module.of(one)
    found = set()
    for one in module.nodes:
        called = one.child_by_field_name("function") if one.type == "call" else None
        if called is None or one == call or not re.search(r"\bjwt\.(?:en|de)code$", module.of(called)):
            continue
        key = argument(module, one, 1, "key")
        if key is not None and key.type in ("identifier", "attribute") and "self" not in module.of(key):
            found.add(module.of(key))
    if len(found) != 1:
        raise Refused
    name = found.pop()
    if "." not in name and name not in _globals(module):
        raise Refused
    return name


def _globals(module: Module) -> set[str]:
    found = {name for _, name, _ in module.imports}
    for one in module.root.named_children:
        inner = one.named_children[0] if one.type == "expression_statement" and one.named_child_count else one
        left = inner.child_by_field_name("left") if inner.type == "assignment" else None
        if left is not None:
            found.add(module.of(left))
    return found


_ALONE: Final = ("assignment", "pair", "keyword_argument", "argument_list")
"""Where an expression needs no parentheses."""


def from_environment(site: Site) -> Iterator[Draft]:
    """Read the secret from the environment instead.

    What is read while a module is imported would keep it from being imported where nobody set it; there a
    random one is made up, once, that nobody can know. A function called twice would make up two.
    """
    module, node, draft = site.module, site.node, Draft()
    literal = next((one for one in (node, *ancestors(node)) if one.type == "string"), None)
    if literal is None and node.type == "call":
        literal = argument(module, node, 1, "key")
    if (
        literal is None
        or literal.type != "string"
        or any(one.type == "interpolation" for one in literal.named_children)
    ):
        raise Refused
    name = _name(module, literal)
    environ = spell(site, draft, module, literal, "os.environ")
    binary = ".encode()" if "b" in module.of(literal.children[0]).lower() else ""
    text = f'{environ}["{name}"]'
    given = any(one.type in ("default_parameter", "typed_default_parameter") for one in ancestors(literal))
    if given or function(literal) is None:
        random = spell(site, draft, module, literal, "secrets.token_urlsafe")
        text = f'{environ}.get("{name}") or {random}(32)'
        alone = literal.parent is not None and literal.parent.type in _ALONE
        text = text if alone and not binary else f"({text})"
    yield draft.replace(module, literal, text + binary)


def _name(module: Module, literal: Syntax) -> str:
    """Return the name of the variable in the environment: that of what the secret is given to."""
    outer = literal.parent
    text = ""
    if outer is not None and outer.type == "assignment":
        left = outer.child_by_field_name("left")
        text = module.of(left).rpartition(".")[2] if left is not None else ""
    elif outer is not None and outer.type == "keyword_argument":
        left = outer.child_by_field_name("name")
        text = module.of(left) if left is not None else ""
    elif outer is not None and outer.type == "pair" and outer.child_by_field_name("value") == literal:
        left = outer.child_by_field_name("key")
        text = module.of(left).strip("\"'") if left is not None else ""
    elif outer is not None and outer.type == "argument_list":
        text = "JWT_SECRET_KEY" if "jwt" in module.text else ""
    text = re.sub(r"[^A-Za-z0-9]+", "_", re.sub(r"\[.(\w+).\]$", r"_\1", text)).strip("_").upper()
    if not text or text[0].isdigit():
        raise Refused
    return text
