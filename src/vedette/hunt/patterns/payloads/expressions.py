"""Text that a template engine, a logger or an interpreter would evaluate.

Templates, JNDI, OGNL, PHP, Node, serialised objects, document databases, LDAP, headers. `{{name}}` is a
placeholder somebody forgot; `{{7*7}}` and `{{x.__class__}}` ask whether it is evaluated.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.patterns.payloads.evidence import Weighed

TEMPLATE: Final = "template injection"
LOOKUP: Final = "JNDI lookup"
CODE: Final = "code injection"
OBJECT: Final = "deserialisation"
NOSQL: Final = "NoSQL injection"
LDAP: Final = "LDAP injection"
HEADER: Final = "header injection"

_LOOKUPS_MAX: Final = 12
_INNER = re.compile(r"\$\{([^${}]{0,200})\}")
_HINT = re.compile(r"[{}#$<(*\[:\n\r]|__|prototype|classloader|ro0ab|aced|\bo:\d")

_OPENED: Final = r"(?:\{\{|\$\{|#\{|\*\{|@\{|~\{|<%=?|\[\[\$?\{?|\{%|@\()"
_SURE: Final[tuple[tuple[str, re.Pattern[str], str], ...]] = tuple(
    (kind, re.compile(pattern, re.DOTALL), words)
    for kind, pattern, words in (
        (
            TEMPLATE,
            rf"{_OPENED}[-\s'\"]{{0,4}}\d{{1,12}}['\"]?\s*[*+\-/]\s*['\"]?\d{{1,12}}",
            "asks for a sum in a template",
        ),
        (
            TEMPLATE,
            (
                rf"{_OPENED}.{{0,200}}?(?:__(?:class|mro|base|bases|globals|init|subclasses"
                r"|builtins|import|getitem)__"
                r"|\bgetclass\b|\bforname\b|\blipsum\b|\bcycler\b|\bself\._|\brequest\.application"
                r"|\bconfig\b\s*[.\}\[]"
                r"|\bget_flashed_messages\b|\bpopen\b|\bsystem\s*\(|\bexec\s*\(|\bfile_get_contents"
                r"|\bregisterundefinedfilter"
                r"|\bconstructor\b|\bprocess\.(?:env|mainmodule)|\bfreemarker\b|\?new\(\)"
                r"|\bjava\.)"
            ),
            "reaches into objects from a template",
        ),
        (TEMPLATE, r"\bt\s*\(\s*java\.(?:lang|io|net|util)\.", "names a Java class in an expression"),
        (
            TEMPLATE,
            (
                r"freemarker\.template\.utility|<#assign\s|\{php\}|\{\{=|#set\s*\(\s*\$|\$class\.inspect"
                r"|<#\w+[^>]*\?"
            ),
            "template engine's own words",
        ),
        (
            CODE,
            (
                r"#_memberaccess|#context\b|@java\.lang\.|@ognl\.|ognl\.ognl|#parameters\."
                r"|%\{\s*\(?#|\(#\w+\s*=\s*(?:@|new\b|#)"
            ),
            "an OGNL expression",
        ),
        (
            CODE,
            (
                r"\bjava\.lang\.(?:runtime|processbuilder|system)\b|\bgetruntime\s*\(|new\s+java\."
                r"|javax\.script\.scriptengine|processbuilder\s*\("
            ),
            "runs Java",
        ),
        (CODE, r"\bclass\s*\.\s*(?:module\s*\.\s*)?classloader\b", "reaches the class loader"),
        (CODE, r"<\?(?:php|=)|<\?\s*(?:system|eval|echo|passthru|exec|include|phpinfo)\b", "opens PHP"),
        (
            CODE,
            (
                r"(?:^|[;{@=.(])\s*(?:system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec"
                r"|assert|eval|create_function|call_user_func"
                r"|base64_decode|phpinfo|php_uname|highlight_file|show_source|file_put_contents"
                r"|readfile|gzinflate)\s*\(\s*(?:['\"$)@]|base64|chr\(|\w+\s*\()"
            ),
            "calls what runs code",
        ),
        (
            CODE,
            r"\$_(?:get|post|request|server|cookie|session|files)\s*\[|\$globals\b",
            "reads PHP's request",
        ),
        (
            CODE,
            (
                r"\bchild_process\b|process\s*\.\s*mainmodule|\brequire\s*\(\s*['\"](?:fs"
                r"|http|net|os|vm|child_process)['\"]|global\.process"
            ),
            "loads a module of Node",
        ),
        (CODE, r"__import__\s*\(|os\s*\.\s*(?:system|popen)\s*\(|subprocess\s*\.\s*\w+\s*\(", "runs Python"),
        (
            CODE,
            (
                r"\b(?:autoclosable|auto_prepend_file|allow_url_include|suhosin\.|safe_mode"
                r"|disable_functions)\s*="
            ),
            "changes PHP's settings",
        ),
        (
            CODE,
            r"(?:__proto__|constructor\s*(?:\.|\]\[|\[)\s*['\"]?prototype)",
            "changes every object: prototype pollution",
        ),
        (OBJECT, r"^ro0ab[xyz]?[\w+/=]{8,}|\baced0005", "a serialised Java object"),
        (OBJECT, r"\bo:\+?\d{1,4}:\"[\w\\]+\":\d+:\{|^a:\d+:\{(?:i|s):\d+[:;]", "a serialised PHP object"),
        (
            OBJECT,
            (
                r"^aaeaaad/{4}|^\x80\x04|cos\nsystem\n|!!python/object|!!javax?\.|\$type['\"]?\s*:\s*['\"]syst"
                r"em\."
            ),
            "a serialised object",
        ),
        (
            NOSQL,
            r"\[\$(?:ne|gt|gte|lt|lte|nin|in|regex|where|exists|or|and|not|type)\]",
            "an operator of a document database",
        ),
        (
            NOSQL,
            r"[{,]\s*['\"]?\$(?:ne|gte?|lte?|nin|regex|where|exists|or|and|expr|func)['\"]?\s*:",
            "an operator of a document database",
        ),
        (
            NOSQL,
            (
                r"['\"]\s*(?:\|\||&&)\s*(?:this\.|['\"]?\d['\"]?\s*==|true\b|sleep\s*\()|;\s*return\s+(?:true"
                r"|1)\b"
            ),
            "a condition in JavaScript",
        ),
        (
            LDAP,
            (
                r"\*\)\s*\(\s*(?:[|&!]|\w+\s*=)|\)\s*\(\s*[|&!]?\s*\(?\s*(?:uid|cn|objectclass"
                r"|user|mail|password|samaccountname|sn)\s*=|\)\(\|\(|\*\)\)%00"
            ),
            "leaves an LDAP filter",
        ),
        (
            HEADER,
            (
                r"[\r\n]\s{0,40}(?:set-cookie|location|content-(?:type|length|security-policy|disposition)"
                r"|x-[a-z-]+|http/1\.[01]|link|refresh)\s*[: ]"
            ),
            "adds a header",
        ),
    )
)


def judge(text: str) -> Weighed | None:
    """Weigh a lower-case text; None where nothing would be evaluated."""
    if _HINT.search(text) is None:
        return None
    best = _of_lookups(text)
    if best is not None:
        return best
    for kind, pattern, words in _SURE:
        if pattern.search(text):
            if best is None:
                best = Weighed(kind)
            best.add(1.0, words)
    return best


def _of_lookups(text: str) -> Weighed | None:
    """Resolve `${lower:j}` and the like from the inside, as a logger would; bounded."""
    if "${" not in text:
        return None
    spelt, torn = text, False
    for _ in range(_LOOKUPS_MAX):
        if "jndi:" in spelt.replace(" ", ""):
            made = Weighed(LOOKUP)
            made.add(1.0, "a logger would fetch code from this address")
            if torn:
                made.add(0.5, "its name is spelt by nested lookups")
            return made
        resolved = _INNER.sub(lambda found: _value(found[1]), spelt)
        if resolved == spelt:
            break
        spelt, torn = resolved, True
    return None


def _value(inside: str) -> str:
    name, colon, rest = inside.partition(":")
    if not colon:
        return "$" + inside
    return (
        rest.rpartition(":-")[2]
        if ":-" in inside
        else rest
        if name in {"lower", "upper", "date"}
        else rest[-1:]
    )
