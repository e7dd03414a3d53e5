"""Gate G1, what a patch may not bring in: processes, connections, code from text, ways around a name, exits.

Counted, not merely looked for: a fix may turn one way to start a process into another, but not add one.
"""

from __future__ import annotations

import builtins
import re
import sys
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from vedette.agents.patching.ground import Changes, Ground
from vedette.agents.patching.syntax import Syntax, syntax_of, text_of

_KINDS: dict[str, re.Pattern[str]] = {
    "starts a process": re.compile(
        r"os\.(?:system|popen\w*|exec\w+|spawn\w+|posix_spawn\w*|startfile|fork\w*)|pty\.\w+|pexpect\.\w+"
        r"|subprocess\.(?:run|Popen|call|check_call|check_output|getoutput|getstatusoutput)|popen2\.\w+|commands\.\w+"
        r"|multiprocessing\.\w+|asyncio\.create_subprocess_\w+|sh\.\w+|(?:_?posixsubprocess)\.\w+|concurrent\.futures\.Process\w+"
    ),
    "opens a connection": re.compile(
        r"socket\.\w+|http\.(?:client|server)\.\w+|urllib\.(?:request\.\w+|urlopen|urlretrieve)|urllib[23]\.\w+"
        r"|(?:requests|httpx|aiohttp|smtplib|ftplib|telnetlib|poplib|imaplib|nntplib|paramiko|xmlrpc|websockets?)\.[\w.]+"
        r"|asyncio\.(?:open_connection|open_unix_connection|start_server)|socketserver\.\w+|ssl\.wrap_socket|webbrowser\.\w+"
    ),
    "runs text as code": re.compile(
        r"(?:builtins\.|__builtins__\.)?(?:exec|eval|compile|execfile|__import__)|importlib\.[\w.]+|imp\.\w+|runpy\.\w+"
        r"|code\.\w+|codeop\.\w+|types\.(?:FunctionType|CodeType)|ast\.unparse|zipimport\.\w+|pkgutil\.\w+"
        r"|(?:pickle|cPickle|_pickle|marshal|dill|shelve|jsonpickle|cloudpickle|joblib)\.\w+"
    ),
    "goes around a name": re.compile(
        r"getattr|setattr|delattr|globals|locals|vars|operator\.(?:attrgetter|methodcaller|itemgetter)|inspect\.\w+"
        r"|ctypes\.[\w.]+|cffi\.\w+|_ctypes\.\w+|gc\.\w+|sys\.(?:_getframe|settrace|setprofile|addaudithook|_current_frames)"
        r"|functools\.(?:partial|reduce)|unittest\.mock\.[\w.]+|type|super\.__getattribute__|object\.__\w+__"
    ),
    "hides what it says": re.compile(
        r"(?:base64|binascii|codecs|zlib|bz2|lzma|gzip|uu|quopri|rot13)\.\w+|bytes\.fromhex|bytearray\.fromhex|chr"
        r"|unicodedata\.\w+"
    ),
    "ends the program or what watches it": re.compile(
        r"os\.(?:_exit|abort|kill|killpg)|sys\.exit|exit|quit|SystemExit|atexit\.\w+|signal\.\w+|faulthandler\.\w+"
        r"|warnings\.(?:filterwarnings|simplefilter|catch_warnings)|logging\.disable|sys\.setrecursionlimit|threading\.\w+"
    ),
    "swallows errors": re.compile(r"contextlib\.suppress"),
}
_INNARDS = re.compile(
    r"__(?:dict|globals|builtins|getattribute|getattr|class|subclasses|code|mro|bases|reduce|reduce_ex|closure|wrapped"
    r"|setattr|import|loader|spec|del|call)__"
)
_PLACES = re.compile(
    r"sys\.(?:modules|path|meta_path|path_hooks|stdout|stderr|excepthook)|os\.environ|builtins\.\w+"
)
_BUILTINS = frozenset(dir(builtins))
_LONGER = frozenset(
    ("attribute", "dotted_name", "aliased_import", "import_from_statement", "global_statement")
)
_HANDED = ("starts a process", "runs text as code", "opens a connection")


def check_danger(changes: Changes, ground: Ground) -> str:
    """Nothing dangerous is done more often than before, handed around, or hidden behind another name."""
    del ground
    for one in changes:
        before, after = syntax_of(one.before), syntax_of(one.after)
        for what, name in _more(_doings(before), _doings(after)):
            return f"{one.path}: it {what} where nothing did ({name}): mend the code that is there"
        for name in _replaced(before, after):
            return f"{one.path}: {name} is put out of use from outside: mend it itself"
        for name in _shadows(before, after):
            return f"{one.path}: it gives {name!r} another meaning: use a name of its own"
    return ""


def _more(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield what is done more often, by kind, with a name that shows it."""
    counts = Counter(what for what, _ in before)
    names = Counter(before)
    for what, count in Counter(what for what, _ in after).items():
        if count > counts[what]:
            new = [name for kind, name in (Counter(after) - names) if kind == what]
            yield what, new[0] if new else "once more"


def _doings(syntax: Syntax) -> list[tuple[str, str]]:
    """Return what is dangerous in a text: a kind and a name each."""
    called = set()
    found = []
    for scope in syntax.scopes.values():
        for call in scope.calls:
            called.add(call.node.child_by_field_name("function"))
            found += [(what, call.name) for what, names in _KINDS.items() if names.fullmatch(call.name)]
        for node in scope.nodes:
            found += _mentioned(syntax, node, called)
    return found


def _mentioned(syntax: Syntax, node: Node, called: set[Node | None]) -> list[tuple[str, str]]:
    """Return what a name hands around or reaches into without calling it."""
    if node.type not in {"attribute", "identifier", "string_content"}:
        return []
    if node.type == "string_content":
        return [("goes around a name", text_of(node))] if _INNARDS.fullmatch(text_of(node)) else []
    if node in called or _is_part(node):
        return []
    name = syntax.named(node)
    found = [(f"hands around what {what}", name) for what in _HANDED if _KINDS[what].fullmatch(name)]
    if _INNARDS.search(name) or (_PLACES.match(name) and _is_changed(node)):
        found.append(("goes around a name", name))
    return found


def _is_part(node: Node) -> bool:
    """Whether a name is only a part of a longer one, of an import, of a keyword's name or of a parameter."""
    parent = node.parent
    if parent is None or parent.type in _LONGER:
        return True
    return parent.type == "keyword_argument" and parent.child_by_field_name("name") == node


def _is_changed(node: Node) -> bool:
    """Whether something stands on the left of an equals sign, or is called a method of."""
    parent = node.parent
    while parent is not None and parent.type in {"subscript", "attribute", "pattern_list"}:
        node, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.type in {"assignment", "augmented_assignment"}:
        return parent.child_by_field_name("left") == node
    return parent.type in {"call", "delete_statement"}


def _replaced(before: Syntax, after: Syntax) -> Iterator[str]:
    """Yield what is deleted, and functions and classes that something else takes the place of."""
    defined = {name.rpartition(".")[2] for name in before.scopes if name}
    counts = Counter(_ousted(before, defined))
    yield from (Counter(_ousted(after, defined)) - counts).elements()


def _ousted(syntax: Syntax, defined: set[str]) -> Iterator[str]:
    for scope in syntax.scopes.values():
        yield from (text_of(one) for one in scope.of("delete_statement"))
        for node in scope.of("assignment"):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and _ousts(left, right, defined, at_top=not scope.name):
                yield text_of(left)


def _ousts(left: Node, right: Node, defined: set[str], *, at_top: bool) -> bool:
    """Whether an assignment puts a function in another's place, or anything under a function's name."""
    if left.type in {"attribute", "subscript"}:
        return right.type == "lambda" or text_of(right).rpartition(".")[2] in defined
    return at_top and left.type == "identifier" and text_of(left) in defined


def _shadows(before: Syntax, after: Syntax) -> Iterator[str]:
    """Yield names that get another meaning: of builtins, imports and definitions."""
    known = _BUILTINS | before.aliases.keys() | {name for name in before.scopes if name and "." not in name}
    for name, scope in after.scopes.items():
        old = before.scopes.get(name)
        earlier = before.bound(old) if old is not None else set()
        yield from sorted((after.bound(scope) - earlier) & known)
    for alias, full in after.aliases.items():
        other = alias in sys.stdlib_module_names and full.rpartition(".")[2] != alias
        builtin = alias in _BUILTINS and alias not in before.aliases
        if before.aliases.get(alias, full) != full or builtin or (other and alias not in before.aliases):
            yield alias


def check_imports(changes: Changes, ground: Ground) -> str:
    """Nothing is imported but the standard library and what the project imports already."""
    for one in changes:
        before, after = syntax_of(one.before), syntax_of(one.after)
        firm = ground.imported | sys.stdlib_module_names | before.firm_imports | {"__future__"}
        for name in sorted((after.imports - before.imports - firm) | (after.firm_imports - firm)):
            return f"{one.path}: {name} is a new dependency: do with the standard library or what is imported"
        gone = set(before.aliases.values()) - set(after.aliases.values())
        left = _left_behind(after, {alias for alias, full in before.aliases.items() if full in gone})
        if left:
            return f"{one.path}: the import of {left!r} is taken away and still needed"
    return ""


def _left_behind(after: Syntax, gone: set[str]) -> str:
    """Return a name whose import went away and that is still used."""
    for scope in after.scopes.values():
        for node in scope.of("identifier"):
            if text_of(node) in gone and text_of(node) not in after.aliases and not _is_attribute(node):
                return text_of(node)
    return ""


def _is_attribute(node: Node) -> bool:
    parent = node.parent
    return parent is not None and (
        (parent.type == "attribute" and parent.child_by_field_name("attribute") == node)
        or (parent.type == "keyword_argument" and parent.child_by_field_name("name") == node)
    )
