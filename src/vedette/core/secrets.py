"""A text comes in; the secrets written in it come out: keys of known providers, and values named as secrets.

Any language's text will do. Nothing is looked up or sent anywhere. A placeholder, a documented example and a
word that merely names a secret are not secrets. Time is linear in the text, whatever the text: words are
found by plain search, and each expression here is bounded and anchored to one of them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple
from urllib.parse import unquote
from zlib import crc32

from vedette.core.expressions import expression
from vedette.core.needles import Needles


class Secret(NamedTuple):
    """A secret and its place, in characters from the start of the text; the end is exclusive."""

    start: int
    end: int
    what: str
    """What it is, in plain words."""
    sure: bool
    """True for a provider's own format or a private key; False when its name and its looks say so."""


def secrets(text: str) -> Iterator[Secret]:
    """Yield the secrets of a text, in order of place, none within another."""
    found = sorted([*_formatted(text), *_named(text)], key=lambda one: (one.start, not one.sure, -one.end))
    end = -1
    for secret in found:
        if secret.start >= end:
            yield secret
            end = secret.end


# --- what providers made recognisable ---------------------------------------------------------------------

MIXED: Final = 2.7
"""Bits a character, over two dozen characters, under which a provider's key is somebody's joke."""
DENSE: Final = 4.2
"""The same for a generated password full of signs."""
FEW, LEAST, LONG, LONGEST = 3, 8, 24, 40
"""How many kinds or changes are enough; and lengths: of a password, of a key, of what people make up."""

Judge = Callable[[re.Match[str]], bool | None]
"""True: surely; False: perhaps; None: not a secret."""


class Format(NamedTuple):
    """A provider's format: what every one of them begins with, its shape, and what it is."""

    prefix: str
    shape: str
    """A regular expression, compiled once its prefix was seen: most never are."""
    what: str
    judge: Judge

    def match(self, text: str, at: int) -> re.Match[str] | None:
        """Match it at a place of a text."""
        return _compiled(self.shape).match(text, at)


@cache
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(shape)


WORDS: Final = expression(
    r"example|sample|change.?me|placeholder|dummy|redact|replace|insert|your.?(?:own|api|key|secret|token|pass)"
    r"|x{4}|\*{3}|\.{3}|dead.?beef|foo.?bar|lorem|n0t.?real|not.?a.?real|fake|(?<![a-z])my.?(?:secret|token|pass|key)"
    r"|secret.?key|s3cr3t|s3kr1t|s3cret|pass.?word|passwd|passphrase|p[a@4][s5$]{2}w[o0]rd|hunter2|swordfish|letmein"
    r"|qwerty|abc_?123|123456|abcdef|correct.?horse|opensesame|(?<![a-z0-9])test|test(?![a-z0-9])",
    re.IGNORECASE,
)
"""Words of placeholders, examples and tests."""


def _plausible(match: re.Match[str]) -> bool | None:
    value = match["value"]
    tail = value[-24:]
    return True if not WORDS.search(value) and entropy(tail) >= MIXED and not _marches(tail) else None


def _checked(match: re.Match[str]) -> bool | None:
    """Check that the last six characters are the CRC-32 of those after the prefix, in base 62."""
    body, check = match["value"].partition("_")[2][:-6], match["value"][-6:]
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    rest, written = crc32(body.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        written = digits[digit] + written
    return True if written == check else _plausible(match) and False


def _signed(match: re.Match[str]) -> bool | None:
    """Accept a JSON Web Token whose head says how it was signed, and whose body is nobody's example."""
    try:
        head, body = (json.loads(_decoded(part)) for part in match["value"].split(".")[:2])
    except (ValueError, RecursionError):
        return None
    if not isinstance(head, dict) or str(head.get("alg", "none")).lower() == "none":
        return None
    known = ("john doe", "1234567890", "example.com", "example.org", "test", "foo", "joe", "payload")
    return None if any(word in str(body).lower() for word in known) else True


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _private(match: re.Match[str]) -> bool | None:
    """Accept a key whose body is what the header says: DER, OpenSSH's own, or OpenPGP."""
    body = re.sub(r"\\[nr]|[^A-Za-z0-9+/=]", "", match["body"])
    kind = match["kind"]
    if len(set(body)) < LONG:
        return None
    try:
        first = binascii.a2b_base64(body[:24])
    except binascii.Error:
        return None
    if "OPENSSH" in kind:
        return True if first.startswith(b"openssh-key-v1") else None
    if "PGP" in kind:
        return True if first[0] & 0x80 else None
    return True if first[:1] == b"\x30" else None


def _password_in_url(match: re.Match[str]) -> bool | None:
    host, password = match["host"].lower(), unquote(match["value"])
    local = host.startswith(("localhost", "127.", "0.", "host", "server", "test"))
    if local or re.search(r"example|\.(?:test|invalid|local)\b", host) or "." not in host:
        return None
    likely = _looks_real(password) or _looks_real(password + "!")  # signs are a nuisance there: do without
    return True if len(password) >= LEAST and likely else None


def _row(prefix: str, shape: str, what: str, judge: Judge = _plausible) -> Format:
    return Format(prefix, rf"(?<![\w-])(?P<value>{shape})(?![\w-])", what, judge)


_B64 = r"[\w-]"
FORMATS: Final = (
    _row("AKIA", r"AKIA[A-Z2-7]{16}", "an AWS access key id"),
    _row("ASIA", r"ASIA[A-Z2-7]{16}", "a temporary AWS access key id"),
    *(_row(f"gh{kind}_", r"gh[pousr]_[A-Za-z0-9]{36}", "a GitHub token", _checked) for kind in "pousr"),
    _row("github_pat_", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", "a GitHub personal access token"),
    *(
        _row(prefix, rf"{prefix}{_B64}{{20,64}}", f"a GitLab {what}")
        for prefix, what in (
            ("glpat-", "personal access token"),
            ("gldt-", "deploy token"),
            ("glrt-", "runner token"),
            ("glptt-", "trigger token"),
        )
    ),
    _row("xox", r"xox[abeoprs]-(?:\d{1,13}-){1,3}[A-Za-z0-9]{20,64}", "a Slack token"),
    _row("xapp-", r"xapp-\d-[A-Z0-9]{8,16}-\d{10,16}-[a-f0-9]{64}", "a Slack app token"),
    _row(
        "hooks.slack.com",
        r"hooks\.slack\.com/services/T\w{8,12}/B\w{8,12}/[A-Za-z0-9]{24}",
        "a Slack webhook",
    ),
    _row("sk_live_", r"sk_live_[A-Za-z0-9]{24,99}", "a Stripe secret key"),
    _row("rk_live_", r"rk_live_[A-Za-z0-9]{24,99}", "a Stripe restricted key"),
    _row("AIza", rf"AIza{_B64}{{35}}", "a Google API key"),
    _row("GOCSPX-", rf"GOCSPX-{_B64}{{28}}", "a Google OAuth client secret"),
    _row("sk-", rf"sk-(?:{_B64}{{0,12}}-)?{_B64}{{20,80}}T3BlbkFJ{_B64}{{20,80}}", "an OpenAI API key"),
    _row("sk-ant-", rf"sk-ant-[a-z]{{3,5}}\d\d-{_B64}{{80,110}}", "an Anthropic API key"),
    _row("npm_", r"npm_[A-Za-z0-9]{36}", "an npm token", _checked),
    _row("pypi-AgE", rf"pypi-AgE[IN][cd]{_B64}{{50,400}}", "a PyPI token"),
    _row("SG.", rf"SG\.{_B64}{{22}}\.{_B64}{{43}}", "a SendGrid API key"),
    *(_row(f"SK{first}", r"SK[0-9a-f]{32}", "a Twilio API key") for first in "0123456789abcdef"),
    _row("hf_", r"hf_[A-Za-z]{34}", "a Hugging Face token"),
    _row("dop_v1_", r"dop_v1_[0-9a-f]{64}", "a DigitalOcean token"),
    _row("shpat_", r"shpat_[0-9a-f]{32}", "a Shopify access token"),
    _row("dckr_pat_", rf"dckr_pat_{_B64}{{27}}", "a Docker Hub token"),
    _row(
        "eyJ",
        rf"eyJ{_B64}{{10,600}}\.eyJ{_B64}{{4,3000}}\.{_B64}{{20,1000}}",
        "a signed JSON Web Token",
        _signed,
    ),
    Format(
        "-----BEGIN ",
        r"(?P<value>-----BEGIN (?P<kind>(?:[A-Z]{2,9} ){0,2}PRIVATE KEY(?: BLOCK)?)-----"
        r"(?P<body>[A-Za-z0-9+/=\s\\\"',.:()#]{100,12000})-----END )",
        "a private key",
        _private,
    ),
    Format(
        "://",
        r"://(?P<user>[\w.%+-]{0,64}):(?P<value>[^\s:/@\"'`<>{}$\\()\[\]]{6,128})@(?P<host>[\w.-]{1,128})",
        "a password in an address",
        _password_in_url,
    ),
)


@cache
def _prefixes() -> Needles:
    return Needles(form.prefix for form in FORMATS)


_FEW_LETTERS: Final = 300
"""In a text of no more, prefixes are looked for one after another."""


def prefixes_in(text: str) -> set[str]:
    """Return those prefixes of formats that stand somewhere in a text."""
    if len(text) <= _FEW_LETTERS:
        return {form.prefix for form in FORMATS if form.prefix in text}
    return {prefix for _, prefix in _prefixes().places(text)}


def _formatted(text: str) -> Iterator[Secret]:
    there = prefixes_in(text)
    for form in FORMATS:
        at = text.find(form.prefix) if form.prefix in there else -1
        while at >= 0:
            match = form.match(text, at)
            sure = form.judge(match) if match else None
            if match and sure is not None:
                yield Secret(start=match.start("value"), end=match.end("value"), what=form.what, sure=sure)
            at = text.find(form.prefix, match.end() if match else at + len(form.prefix))


# --- what its name gives away -----------------------------------------------------------------------------


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


STEMS: Final = {
    "pass": ("passw", "_pass", "passphrase"),
    **{alone: (alone,) for alone in ("pwd", "secret", "token", "credential")},
    **{
        f"{joint}key": tuple(
            f"{which}{joint}key" for which in ("api", "access", "private", "auth", "signing", "encryption")
        )
        for joint in ("_", "-", "")
    },
}
"""How a name says that its value is a secret, in lower case; by what they share, looked for first."""

_LAST = _words("password passwd passphrase pass pwd secret secrets token credential credentials key ")
_KEYS = frozenset(["api", "access", "private", "secret", "auth", "signing", "encryption"])
_NO = _words(
    "test tests testing dummy fake mock example sample invalid wrong bad expected public csrf request "
    "change update verification continuation next page pagination sync lock cursor idempotency start list "
    "call "
)
"""Whose secret it is not: a test's, everybody's, or a ticket that opens nothing."""

NAMED_AS: Final = "a value that looks random, named "
"""What such a secret is, in front of its name."""

NAMED: Final = expression(
    r"(?P<rest>[\w-]{0,48}+)(?P<quoted>\\?[\"'`])?\]?\)?[^\S\n]{0,8}"
    r"(?:(?P<comma>,)|:[^\S\n]{0,4}[A-Za-z_][\w.\[\]|, ]{0,40}=|=>|:=|[=!]={0,2}|:)\s{0,8}\(?\s{0,8}"
    r"(?P<prefix>[A-Za-z]{0,2})(?P<mark>\"\"\"|'''|[\"'`])(?P<value>[^\"'`\n]{8,200})(?P=mark)"
)


def _named(text: str) -> Iterator[Secret]:
    low = text.replace("\u0130", "i").lower()  # the one letter that grows in lower case
    for stem in (stem for shared, stems in STEMS.items() if shared in low for stem in stems):
        at = low.find(stem)
        while at >= 0:
            match = NAMED.match(text, at)
            if match and (secret := _judged(text, at, match)):
                yield secret
            at = low.find(stem, match.end("rest") if match else at + len(stem))


def _judged(text: str, at: int, match: re.Match[str]) -> Secret | None:
    if match["comma"] and not match["quoted"]:
        return None
    before = re.search(r"[\w-]*\Z", text[max(0, at - 32) : at])
    lead = before[0] if before else ""
    name = lead + match["rest"]
    if match["quoted"] and text[at - len(lead) - 1 : at - len(lead)] != match["quoted"][-1]:
        return None  # only the end of a longer text, such as `"kind::Token"`
    if not names_a_secret(name) or ("f" in match["prefix"].lower() and "{" in match["value"]):
        return None
    if not _looks_real(match["value"]):
        return None
    what = NAMED_AS + name.strip("-_")
    return Secret(start=match.start("value"), end=match.end("value"), what=what, sure=False)


@lru_cache(maxsize=1024)
def names_a_secret(name: str) -> bool:
    """Whether a name says that its value is a secret, and not that it is about one, or a test's."""
    split = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower().replace("apikey", "api_key")
    words = [word for word in re.split(r"[\W_\d]+", split) if word]
    if words and words[-1] in {"default", "value", "string", "prod", "production", "live"}:
        words.pop()
    if not words or words[-1] not in _LAST or _NO & set(words):
        return words[-1:] in (["accesskey"], ["privatekey"], ["authtoken"], ["secretkey"])
    return words[-1] != "key" or (words[-2:-1] != [] and words[-2] in _KEYS)


# --- what looks like a secret -----------------------------------------------------------------------------


def entropy(value: str) -> float:
    """Return Shannon's entropy in bits a character."""
    return -sum(n / len(value) * math.log2(n / len(value)) for n in Counter(value).values())


def _marches(value: str) -> bool:
    """Whether it mostly counts up or down or stays, as `abcdef` and `1234` do."""
    steps = sum(1 for one, two in pairwise(value) if abs(ord(one) - ord(two)) <= 1)
    return steps * 3 > len(value)


_BLAND: Final = frozenset(
    hashlib.new(kind, word.encode(), usedforsecurity=False).hexdigest()
    for kind in ("md5", "sha1", "sha256")
    for word in (
        "",
        "a",
        "test",
        "password",
        "admin",
        "secret",
        "hello",
        "hello world",
        "foo",
        "bar",
        "123456",
    )
) | _words(
    "550e8400-e29b-41d4-a716-446655440000 123e4567-e89b-12d3-a456-426614174000 2yotnfzfejr1zcsicmwpaa "
    "tgzv3jokf0xg5qx2tlkwia gx1fbat3bv 7fjfp0zbr1kteasbmprqfsgqzsjkqvx2 splxlobezqqybys6wxsbia s6bhdrkqt3 "
    "mf_9.b5f-4.1jqm ad180jjd733klru7 j49sk3j29djd dpf43f3p2l4k3l03 kd94hf93k423kf44 "
)
"""What hashes of the obvious are, the best known UUIDs, and the examples of OAuth's RFCs, in lower case."""

_TEMPLATE: Final = expression(
    r"[\s<>{}\\]|%[sdr(]|\$\w|\$\(|^[/.~]|://|^[^@]+@[^@]+\.\w+$|\)$|\.\w{1,4}$|(?:[kK]ey|[tT]oken)$"
)
_RANDOM: Final = expression(r"[\w+/.~=-]{16,}")
_WORD: Final = expression(r"[A-Z]?[a-z]{4,}|[A-Z]{5,}")


def _looks_real(value: str) -> bool:
    if WORDS.search(value) or value.lower() in _BLAND or _marches(value):
        return False
    return _dense(value) or (not _TEMPLATE.search(value) and (_random(value) or _chosen(value)))


def _dense(value: str) -> bool:
    """Know a generator's work: letters, digits and many signs, too mixed for a template or a regex."""
    signs = len(re.findall(r"[!@#$%^&*()=+~,;?-]", value))
    return (
        len(value) >= LONG
        and signs > FEW
        and entropy(value) >= DENSE
        and not re.search(r"[\s<>{}\\|/]|\(\?|\d\d-\d", value)
    )


def _random(value: str) -> bool:
    """Letters and digits mixed as a machine mixes them: few words, many changes between the two."""
    body = value.rstrip("=")
    if not _RANDOM.fullmatch(value) or entropy(body) < (2.9 if len(body) < LONG else 3.1):
        return False
    changes = len(re.findall(r"[A-Za-z](?=\d)|\d(?=[A-Za-z])", body))
    words = sum(map(len, _WORD.findall(body)))
    return changes >= FEW and words * 2 < len(body)


def _chosen(value: str) -> bool:
    """Know what a person takes for a strong password: letters, digits and signs, with no space."""
    kinds = sum(bool(re.search(kind, value)) for kind in ("[a-z]", "[A-Z]", "[0-9]", r"[!@#$%^&*?+~]"))
    return (
        len(value) <= LONGEST
        and kinds >= FEW
        and bool(re.search(r"[!@#$%^&*?+~]", value))
        and value.isascii()
    )
