"""SQL injection: judged by where a value leaves its place in a query and goes on in the query's own grammar.

A word of the language proves nothing: "select a plan from the list" is prose. What counts is a value that
ends (a number, a closed quote) and continues as only SQL continues: a condition between literals, UNION
SELECT with a list, another statement, a comment that cuts off the rest. The idea of reading a value in
each place it could have is that of libinjection (Galbreath 2012); the grammar and the weights are our own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from vedette.hunt.patterns.payloads.evidence import Weighed
from vedette.hunt.patterns.payloads.tokens import Shape, shape, uncommented

KIND: Final = "SQL injection"

_HINT = re.compile(
    r"['\"`;#]|--|/\*|\|\||&&|\b(?:x?or|and|union|select|having|order|group|where"
    r"|limit|like|case|procedure)\b"
    r"|\b(?:sleep|benchmark|pg_sleep|extractvalue|updatexml|waitfor|xp_\w+|dbms_\w+"
    r"|utl_\w+)\b"
)
_EXPR: Final = r"a*[nsve](?:[a|]a*[nsve])*"
_LITERAL: Final = r"a*[nse](?:[a|]a*[nse])*"
_LIST: Final = rf"k?(?:[*]|{_EXPR})(?:,(?:[*]|{_EXPR}))*"
_AFTER_LIST: Final = r"(?:F|W|B|c|\)|;|U|ks?|,$|$)"


class _Form(NamedTuple):
    pattern: re.Pattern[str]
    weight: float
    words: str


def _form(pattern: str, weight: float, words: str) -> _Form:
    return _Form(re.compile(pattern), weight, words)


_QUOTED: Final = (
    _form(rf"^s\)*[&|]\(*{_EXPR}o+\(*{_EXPR}", 1.0, "closes the string and adds a condition"),
    _form(rf"^s\)*&\(*{_EXPR}\)*;?c", 1.0, "closes the string, adds a condition and cuts off the rest"),
    _form(r"^s\)*&\(*[ns]$", 0.5, "closes the string and adds an operand"),
    _form(rf"^s\)*oa*{_LITERAL}\)*[&|]", 1.0, "closes the string and compares it"),
    _form(rf"^s\)*oa*{_EXPR}$", 0.5, "closes the string and compares it"),
    _form(r"^s\)*Uk?\(*[Se]", 1.0, "closes the string and adds UNION SELECT"),
    _form(rf"^s\)*[&|]{_EXPR}B", 1.0, "closes the string, adds an operand and a clause"),
    _form(rf"^s\)*B(?:k?{_LIST}|\)*)c", 1.0, "closes the string, orders or groups, and cuts off the rest"),
    _form(r"^s\)*Bk?(?:n(?:,n)*$|no)", 1.0, "closes the string and orders by a column number"),
    _form(rf"^s\)*k?v?W\(*{_EXPR}(?:o|[&|]|\)*c)", 1.0, "closes the string and brings its own WHERE"),
    _form(r"^s\)*[a|]+\(*(?:e|kS|S)", 0.5, "joins the string with an expression"),
    _form(r"^s\)*o+\(*e\)*(?:$|c|&)", 0.4, "compares the string with an expression"),
    _form(r"^s\)*[&|]\(*e", 0.5, "closes the string and adds an expression"),
    _form(r"^s\)+(?:[&|UWBc;k]|$)", 0.3, "closes a parenthesis it never opened"),
)
_BARE: Final = (
    _form(rf"^a*[nv]\)*[&|]\(*{_LITERAL}\)*o+\(*{_LITERAL}", 1.0, "adds a condition between literals"),
    _form(rf"^a*n\)*[&|]\(*{_EXPR}\)*o+\(*{_EXPR}", 1.0, "adds a condition to a number"),
    _form(rf"^a*[nv]\)+[&|]\(*{_EXPR}", 0.8, "leaves a parenthesis and adds a condition"),
    _form(rf"^a*n\)*[&|]\(*{_LITERAL}\)*c", 1.0, "adds an operand to a number and cuts off the rest"),
    _form(rf"Uk?\(*S(?!k?v(?:[vk]|$)){_LIST}{_AFTER_LIST}", 0.6, "UNION SELECT with a list"),
    _form(r"Uk?\(*Sk?(?:[ns*]|e)(?:,|F|c|\)|$)", 0.4, "UNION SELECT of literals"),
    _form(r"Uk?e", 0.4, "UNION with a sub-select"),
    _form(rf"^a*n\)*&{_EXPR}B", 0.6, "adds an operand and a clause to a number"),
    _form(rf"Uk?\(*S{_EXPR}(?:,{_EXPR})+F", 0.4, "UNION SELECT of several columns"),
    _form(r"^a*n\)*Uk?\(*S", 0.4, "continues a number with UNION SELECT"),
    _form(r"^a*n\)*Bk(?:n(?:,n)*\)*;?(?:c|$))", 1.0, "orders or groups by a column number"),
    _form(rf"^a*[nv]\)*B\(*{_LITERAL}o+{_LITERAL}", 1.0, "adds HAVING with literals"),
    _form(rf"^a*[nv]\)*k?v?W\(*{_LITERAL}o+\(*{_LITERAL}", 1.0, "brings its own WHERE between literals"),
    _form(r"^a*n\)*[&|]\(*e", 0.4, "adds an expression to a number"),
    _form(r"^a*n\)*o+\(*e", 0.4, "compares a number with an expression"),
    _form(r"^a*n\)*[a,|]+\(*e", 0.4, "joins a number with an expression"),
    _form(r"^a*[nv]\)+(?:[&|UWBc;o]|k)", 0.3, "closes a parenthesis it never opened"),
    _form(r"^a*n\)*B[ve]", 0.4, "continues a number with a clause"),
    _form(rf"^\(*k?S(?:{_LITERAL}|[*])F", 0.4, "a whole SELECT"),
)
_CUT_OFF = re.compile(r"^[^\s'\"]{0,40}(['\"])\s?\)*;?\s?(?:--[\s+-]*|#|/\*)$")
_STACKED = re.compile(
    r";\s*(?:drop\s+(?:table|database|user|function|procedure|view|index|schema"
    r"|login)\b|insert\s+into\s"
    r"|update\s+[\w.\[\]]+\s+set\s|delete\s+from\s|truncate\s+table\s"
    r"|exec(?:ute)?\s*(?:\(|immediate\b|@|'|\[?(?:master|sp_|xp_|sys|dbo))|declare\s+@?\w+\s+\w"
    r"|waitfor\s+(?:delay|time)\b"
    r"|shutdown(?:\s+with\b|\s*(?:--|;|$))|call\s+[\w.]+\s*\(|begin\b[^;]{0,40}\("
    r"|if\s*\(|iif\s*\("
    r"|create\s+(?:table|user|function|or\s+replace|alias|login|procedure)\b|alter\s+(?:table"
    r"|user|login|database)\b"
    r"|select\s*(?:\(|\*|\d|'|[\w.]+\s*\(|case\s+when|[\w.*]+\s*,|@@|null\b|pg_)"
    r"|copy\s+\w+\s+(?:from|to)\b|load_file)"
)
_PROBES: Final = frozenset(
    [
        "sleep",
        "benchmark",
        "pg_sleep",
        "extractvalue",
        "updatexml",
        "load_file",
        "xp_cmdshell",
        "xp_dirtree",
        "randomblob",
        "generate_series",
        "make_set",
        "elt",
        "row_count",
        "rlike_sleep",
        "regexp_substring",
        "crypt_key",
        "xmltype",
        "ctxsys.drithsx.sn",
        "utl_inaddr.get_host_address",
        "utl_inaddr.get_host_name",
        "utl_http.request",
        "dbms_pipe.receive_message",
        "dbms_lock.sleep",
        "user_lock.sleep",
        "load_extension",
        "fn_xe_file_target_read_file",
        "openrowset",
        "opendatasource",
        "xmlagg",
        "json_keys",
        "geometrycollection",
        "multipoint",
        "polygon",
        "linestring",
        "exp",
        "group_concat",
        "string_agg",
        "wait_for_delay",
        "pg_read_file",
        "lo_import",
        "current_setting",
        "hex",
        "substring",
        "substr",
        "mid",
        "ascii",
        "ord",
        "bin",
        "char",
        "chr",
        "concat",
        "concat_ws",
        "cast",
        "convert",
        "version",
        "database",
        "user",
        "procedure",
        "analyse",
    ]
)
_STRONG: Final = frozenset(
    [
        "sleep",
        "benchmark",
        "pg_sleep",
        "extractvalue",
        "updatexml",
        "load_file",
        "xp_cmdshell",
        "xp_dirtree",
        "randomblob",
        "generate_series",
        "regexp_substring",
        "crypt_key",
        "xmltype",
        "ctxsys.drithsx.sn",
        "utl_inaddr.get_host_address",
        "utl_inaddr.get_host_name",
        "utl_http.request",
        "dbms_pipe.receive_message",
        "dbms_lock.sleep",
        "user_lock.sleep",
        "load_extension",
        "openrowset",
        "opendatasource",
        "pg_read_file",
        "lo_import",
        "make_set",
        "elt",
        "group_concat",
        "fn_xe_file_target_read_file",
    ]
)
_CATALOGUE = re.compile(
    r"\b(?:information_schema\b|sys(?:objects|columns|users|databases|ibm\.|\.\w+)"
    r"|pg_(?:catalog|tables|user|shadow)\b"
    r"|sqlite_master|mysql\.user|all_tables|user_tables|master\.\.|msysaccessobjects"
    r"|rdb\$\w+|domain\.(?:columns|tables|domains)"
    r"|v\$version|@@\w+)"
)
_TAUTOLOGY = re.compile(r"(?:\b(\d{1,9})\s*=\s*\1\b|(['\"])(\w{0,20})\2\s*(?:=|like)\s*\2\3\b)")
_COMPARED = re.compile(r"\(\s*(\d{1,9})\s*=\s*\d{1,9}\s*[),]")
_ANALYSE = re.compile(r"\bprocedure\s+analyse\s*\(\s*[a-z]")
_INTO_FILE = re.compile(r"\binto\s+(?:out|dump)file\s+['\"]")
_CASE = re.compile(r"\bcase\s+(?:when\b|\d+\s+when\b).{1,120}\bthen\b.{1,120}\b(?:else|end)\b", re.DOTALL)
_CASE_LITERAL = re.compile(r"\bcase\s+when\s*\(?\s*(?:\d+\s*[=<>]+\s*\d+|'[^']*'\s*[=<>]+\s*')")
_DELAY = re.compile(r"\bwaitfor\s+(?:delay|time)\s*['\"(@]")
_BOOLEAN_MODE = re.compile(r"['\"]\)?\s+in\s+boolean\s+mode\s*\)")
_FROM_TAIL = re.compile(r"\(\s*select\b.{1,400}\b(?:from|where)\b", re.DOTALL)
_NUMBERS_MANY: Final = 3


def judge(text: str) -> Weighed | None:
    """Weigh a lower-case text; None where nothing in it could be SQL."""
    if _HINT.search(text) is None:
        return None
    plain, torn = uncommented(text)
    best: Weighed | None = None
    for quote, forms in (("", _BARE), ("'", _QUOTED), ('"', _QUOTED)):
        if quote in plain:
            found = _in_place(plain, quote, forms)
            if best is None or found.score > best.score:
                best = found
    if best is not None and torn and best.score:
        best.add(0.2, "comments tear its words apart")
    return best


def _in_place(text: str, quote: str, forms: tuple[_Form, ...]) -> Weighed:
    """Weigh it as if it stood bare or between quotes of this kind in a query."""
    made = Weighed(KIND)
    read = shape(text, quote)
    for one in forms:
        if one.pattern.search(read.letters):
            made.add(one.weight, one.words)
    for check in _CHECKS:
        check(text, read, made)
    if made.score and read.ends_in_comment:
        made.add(0.3, "a comment cuts off the rest of the query")
    return made


def _of_calls(_: str, read: Shape, made: Weighed) -> None:
    strong = next((name for name in read.calls if name in _STRONG), None)
    if strong is not None:
        made.add(0.6, f"calls {strong}()")
    elif sum(name in _PROBES for name in read.calls) >= _NUMBERS_MANY:
        made.add(0.4, "spells text by calls")


def _of_select(text: str, read: Shape, made: Weighed) -> None:
    if read.subselects:
        made.add(0.6 if _FROM_TAIL.search(text) else 0.5, "holds a sub-select")
    elif _FROM_TAIL.search(text) and made.score:
        made.add(0.3, "begins a sub-select")
    if _ANALYSE.search(text):
        made.add(0.5, "PROCEDURE ANALYSE runs what it is given")
    if _CASE.search(text):
        made.add(0.6, "CASE WHEN asks a question")
        if _CASE_LITERAL.search(text):
            made.add(0.4, "whose answer is known")


def _of_statements(text: str, _: Shape, made: Weighed) -> None:
    if _STACKED.search(text):
        made.add(1.0, "ends the query and begins another statement")
    if _INTO_FILE.search(text):
        made.add(1.0, "writes the answer into a file")
    if _DELAY.search(text):
        made.add(1.0, "makes the database wait")
    if _BOOLEAN_MODE.search(text):
        made.add(1.0, "leaves a full-text search")


def _of_names(text: str, _: Shape, made: Weighed) -> None:
    if _CATALOGUE.search(text):
        made.add(0.5, "names the database's own tables")
    if _TAUTOLOGY.search(text):
        made.add(0.3, "compares a literal with itself")
    if _COMPARED.search(text):
        made.add(0.5, "compares literals with one another")
    if _CUT_OFF.search(text):
        made.add(1.0, "closes the string and cuts off the rest")


_Check = Callable[[str, Shape, Weighed], None]
_CHECKS: Final[tuple[_Check, ...]] = (_of_calls, _of_select, _of_statements, _of_names)
