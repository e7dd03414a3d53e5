"""Settings of one call or one line that are wrong whatever the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.importing import spell
from vedette.code.codemods.module import Module, Refused, function, plain, statement, walk
from vedette.code.codemods.site import Site, arguments, keywords, positional, value

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


_TLS_SWITCHES_WORDS: Final = """
verify verify_ssl ssl verify_certs validate_cert ssl_verify tlsAllowInvalidCertificates assert_hostname
cert_reqs disable_ssl_certificate_validation check_hostname
"""
_TLS_SWITCHES: Final = tuple(_TLS_SWITCHES_WORDS.split())
_GROUPS: Final = re.compile(r"multicast|broadcast|ADD_MEMBERSHIP|SOCK_DGRAM", re.IGNORECASE)
_EVERYWHERE: Final = frozenset(("0.0.0.0", "::", ""))  # noqa: S104  what is taken away


def drop(draft: Draft, module: Module, call: Syntax, node: Syntax) -> Draft:
    """Take an argument out of a call, with the comma that belongs to it."""
    given = list(arguments(call))
    index = given.index(node)
    if index + 1 < len(given):
        return draft.put(module, node.start_byte, given[index + 1].start_byte, "")
    start = given[index - 1].end_byte if index else node.start_byte
    return draft.put(module, start, node.end_byte, "")


def add(draft: Draft, module: Module, call: Syntax, text: str) -> Draft:
    """Put an argument behind those of a call.

    Raises:
        Refused: its arguments are no list.

    """
    holder = call.child_by_field_name("arguments")
    if holder is None or holder.type != "argument_list":
        raise Refused
    given = list(arguments(call))
    if not given:
        return draft.put(module, holder.end_byte - 1, holder.end_byte - 1, text)
    last = given[-1]
    between = module.data[last.end_byte : holder.end_byte - 1]
    if b"#" in between:
        raise Refused
    if b"," in between:  # a trailing comma: another line like the last one
        at = last.end_byte + between.index(b",") + 1
        lead = module.data[module.line_start(last.start_byte) : last.start_byte]
        gap = module.newline + lead.decode() if not lead.strip() else " "
        return draft.put(module, at, at, f"{gap}{text},")
    if last.type == "generator_expression":
        raise Refused
    return draft.put(module, last.end_byte, last.end_byte, f", {text}")


def assign(draft: Draft, module: Module, call: Syntax, name: str, text: str) -> Draft:
    """Give a keyword argument a value, in place of the one it has or as a new one."""
    named = keywords(module, call)
    if name in named:
        return draft.replace(module, value(named[name]), text)
    return add(draft, module, call, f"{name}={text}")


def reset(site: Site, names: dict[str, str], *, missing: bool = False) -> Draft | None:
    """Give keyword arguments of the call other values: those given, or all where `missing`."""
    call, module = site.call, site.module
    named = keywords(module, call)
    draft = Draft()
    for name, text in names.items():
        if missing or name in named:
            assign(draft, module, call, name, text)
    return draft if draft.edits else None


def verify_tls(site: Site) -> Iterator[Draft]:
    """Take `verify=False` and its likes out, so that the library's own default holds."""
    module = site.module
    if site.node.type == "assignment":
        yield _verified_later(site)
        return
    call = site.node
    if call.type != "call":
        raise Refused
    if site.sink == "ssl._create_unverified_context":
        draft = Draft()
        function = call.child_by_field_name("function")
        if function is None:
            raise Refused
        yield draft.replace(module, function, spell(site, draft, module, call, "ssl.create_default_context"))
        return
    named = keywords(module, call)
    if site.sink.startswith("ssl."):
        draft = Draft()
        yield assign(draft, module, call, "cert_reqs", spell(site, draft, module, call, "ssl.CERT_REQUIRED"))
        return
    for name in _TLS_SWITCHES:
        if name in named and _is_off(module.of(value(named[name]))):
            yield drop(Draft(), module, call, named[name])
            return
    yield _option(site, call)


def _is_off(text: str) -> bool:
    """Tell whether a value switches a check off: anything else may be meant for something else."""
    return text in ("False", "None", "0", "True") or "NONE" in text


def _option(site: Site, call: Syntax) -> Draft:
    """`setopt(SSL_VERIFYPEER, 0)`, `set_option(OPT_X_TLS_REQUIRE_CERT, OPT_X_TLS_NEVER)`."""
    module, given = site.module, positional(call)
    if len(given) == 2:  # noqa: PLR2004 - an option and its value
        text = module.of(given[0])
        if text.endswith("SSL_VERIFYPEER"):
            return Draft().replace(module, given[1], "1")
        if text.endswith("SSL_VERIFYHOST"):
            return Draft().replace(module, given[1], "2")
        if module.of(given[1]).endswith("OPT_X_TLS_NEVER"):
            return Draft().replace(module, given[1], module.of(given[1]).replace("NEVER", "DEMAND"))
    raise Refused


def _verified_later(site: Site) -> Draft:
    """`context.check_hostname = False`, `context.verify_mode = CERT_NONE`: both of one context at once."""
    module, draft = site.module, Draft()
    left, right = (site.node.child_by_field_name(name) for name in ("left", "right"))
    if left is None or right is None or left.type != "attribute":
        raise Refused
    holder = left.child_by_field_name("object")
    name = module.of(left).rpartition(".")[2]
    if name == "verify":
        return draft.replace(module, right, "True")
    if name not in ("check_hostname", "verify_mode"):
        if module.of(left).endswith("_create_default_https_context"):
            return draft.replace(
                module, right, spell(site, draft, module, right, "ssl.create_default_context")
            )
        raise Refused
    required = spell(site, draft, module, right, "ssl.CERT_REQUIRED")
    block = statement(site.node).parent
    for one in walk(block) if block is not None else ():
        target, given = (
            (one.child_by_field_name("left"), one.child_by_field_name("right"))
            if one.type == "assignment"
            else (None, None)
        )
        if target is None or given is None or target.type != "attribute":
            continue
        if _same(module, target.child_by_field_name("object"), holder):
            _verified(draft, module, target, given, required)
    return draft


def _verified(draft: Draft, module: Module, target: Syntax, given: Syntax, required: str) -> None:
    """Take back one of the two switches of a context."""
    if module.of(target).endswith(".check_hostname") and module.of(given) == "False":
        draft.replace(module, given, "True")
    elif module.of(target).endswith(".verify_mode") and module.of(given).endswith("CERT_NONE"):
        draft.replace(module, given, required)


def _same(module: Module, one: Syntax | None, other: Syntax | None) -> bool:
    return one is not None and other is not None and module.of(one) == module.of(other)


def debug_off(site: Site) -> Iterator[Draft]:
    """Switch debug mode off where it is switched on."""
    module = site.module
    if site.node.type == "assignment":
        yield _assigned(site, {"True": "False", "1": "0"})
        return
    if site.sink == "cgitb.enable":
        if not keywords(module, site.call) and not positional(site.call):
            yield add(Draft(), module, site.call, "display=0")
        return
    draft = reset(site, {"debug": "False", "use_debugger": "False", "use_evalex": "False"})
    if draft is not None:
        yield draft


def _assigned(site: Site, instead: dict[str, str]) -> Draft:
    """Assign something else.

    Raises:
        Refused: what is assigned is not among what is known.

    """
    right = site.node.child_by_field_name("right")
    if right is None or site.module.of(right) not in instead:
        raise Refused
    return Draft().replace(site.module, right, instead[site.module.of(right)])


def local_only(site: Site) -> Iterator[Draft]:
    """Listen on this machine only."""
    module = site.module
    if site.node.type == "assignment":
        yield _assigned(site, {'["*"]': '["localhost", "127.0.0.1"]', "['*']": "['localhost', '127.0.0.1']"})
        return
    around = module.of(function(site.node) or site.node)
    for one in walk(site.node):
        text = module.of(one).strip("bru\"'") if one.type == "string" else None
        if text not in _EVERYWHERE:
            continue
        if _GROUPS.search(around) or (text == "" and "INET6" in around):
            raise Refused  # what is sent to many comes to no address of this machine alone
        quote = module.of(one)[-1]
        yield Draft().replace(module, one, f"{quote}{'::1' if text == '::' else '127.0.0.1'}{quote}")
        return


def cookie_flags(site: Site) -> Iterator[Draft]:
    """Set secure, httponly and samesite on a cookie."""
    if site.node.type == "assignment":
        yield _assigned(site, {"False": "True"})
        return
    module, call = site.module, site.call
    named, draft = keywords(module, call), Draft()
    texts = []
    for name, text in (("secure", "True"), ("httponly", "True"), ("samesite", '"Lax"')):
        if name not in named:
            texts.append(f"{name}={text}")
        elif module.of(value(named[name])) in ("False", "None", "0"):
            draft.replace(module, value(named[name]), text)
    yield add(draft, module, call, ", ".join(texts)) if texts else draft


def autoescape_on(site: Site) -> Iterator[Draft]:
    """Switch a template engine's escaping on."""
    module, call = site.module, site.call
    if site.sink.startswith("jinja2"):
        draft = Draft()
        if (
            site.sink != "jinja2.Environment"
            or module.of(call).partition("(")[0].rpartition(".")[2] != "Environment"
        ):
            raise Refused
        if ".from_string(" in module.text:
            raise Refused  # it may make other things than pages
        chosen = spell(site, draft, module, call, "jinja2.select_autoescape")
        yield assign(draft, module, call, "autoescape", f"{chosen}()")
    elif site.sink.startswith("mako") and not re.search(
        r"""\.(?:txt|sql|sh|conf|cfg|ini|py)["']""", module.of(call)
    ):
        yield add(Draft(), module, call, 'default_filters=["h"]')
    elif "escape" in keywords(module, call):
        yield assign(Draft(), module, call, "escape", "True")
    elif "autoescape" in keywords(module, call):
        yield assign(Draft(), module, call, "autoescape", "True")


def csrf_on(site: Site) -> Iterator[Draft]:
    """Leave the framework's protection on."""
    module, node = site.module, site.node
    if node.type == "assignment":
        yield _assigned(site, {"False": "True"})
        return
    decorator = node if node.type == "decorator" else node.parent
    if decorator is not None and decorator.type == "decorator" and decorator.named_children[0] == node:
        yield Draft().put(
            module, module.line_start(decorator.start_byte), _next_line(module, decorator.end_byte), ""
        )


def _next_line(module: Module, at: int) -> int:
    end = module.data.find(b"\n", at)
    if end < 0 or module.data[at:end].split(b"#")[0].strip():
        raise Refused
    return end + 1


def owner_only(site: Site) -> Iterator[Draft]:
    """Take the right to write, and all rights of strangers, from everybody but the owner."""
    module, call = site.module, site.call
    if site.sink.endswith("umask"):
        given = positional(call)
        if len(given) == 1:
            yield Draft().replace(module, given[0], "0o077")
        return
    for one in arguments(call):
        node = plain(value(one) if one.type == "keyword_argument" else one)
        if node.type == "integer" and (mode := _integer(module.of(node))) is not None and mode & 0o002:
            mask = 0o700 if mode & 0o111 else 0o600
            yield Draft().replace(module, node, f"0o{mode & ~0o077 & (mask | 0o7000):o}")
            return


def _integer(text: str) -> int | None:
    try:
        return int(text.replace("_", ""), 0)
    except ValueError:
        return None


def reject_unknown_hosts(site: Site) -> Iterator[Draft]:
    """Refuse SSH servers whose key is not known, after loading those that are."""
    module, call, draft = site.module, site.call, Draft()
    function, given = call.child_by_field_name("function"), positional(call)
    if function is None or function.type != "attribute" or len(given) != 1:
        raise Refused
    holder = function.child_by_field_name("object")
    policy = plain(given[0])
    name = policy.child_by_field_name("function") if policy.type == "call" else policy
    if name is None or holder is None:
        raise Refused
    draft.replace(module, name, spell(site, draft, module, call, "paramiko.RejectPolicy"))
    if "load_system_host_keys" not in module.text and "load_host_keys" not in module.text:
        draft.before(module, call, [f"{module.of(holder)}.load_system_host_keys()"])
    yield draft


def longer_key(site: Site) -> Iterator[Draft]:
    """Make a key of 3072 bits, or on a curve of 256."""
    module, call = site.module, site.call
    for one in arguments(call):
        node = value(one) if one.type == "keyword_argument" else one
        text = module.of(node)
        if node.type == "integer" and text not in ("65537", "3", "17") and (_integer(text) or 0) >= 512:  # noqa: PLR2004
            yield Draft().replace(module, node, "3072")
            return
    for one in walk(call):
        if one.type == "identifier" and module.of(one).upper().startswith(
            ("SECP1", "SECT1", "SECP2", "SECT2")
        ):
            yield Draft().replace(module, one, "SECP256R1")
            return


def newer_tls(site: Site) -> Iterator[Draft]:
    """Ask for a version of TLS that is not broken."""
    module, node = site.module, site.node
    name = module.of(node).rpartition(".")[2]
    if node.type == "attribute" and name in ("TLSv1", "TLSv1_1", "SSLv3", "SSLv2"):
        attribute = node.child_by_field_name("attribute")
        if attribute is not None:
            yield Draft().replace(module, attribute, "TLSv1_2")
        return
    if name.startswith("PROTOCOL_") and node.type in ("attribute", "identifier"):
        draft = Draft()
        yield draft.replace(module, node, spell(site, draft, module, node, "ssl.PROTOCOL_TLS_CLIENT"))


def closed_default(site: Site) -> Iterator[Draft]:
    """Take back a setting that opens more than it should."""
    module, call = site.module, site.call
    named = keywords(module, call)
    for name in (
        "allow_dotted_names",
        "allow_unsafe_options",
        "allow_unsafe_protocols",
        "trust_remote_code",
        "privileged",
    ):
        if name in named and module.of(value(named[name])) == "True":
            yield drop(Draft(), module, call, named[name])
            return
    if "weights_only" in named and module.of(value(named["weights_only"])) == "False":
        yield Draft().replace(module, value(named["weights_only"]), "True")
