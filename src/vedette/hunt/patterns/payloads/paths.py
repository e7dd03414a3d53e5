"""Path traversal and file inclusion: judged by how far a path climbs and by where it leads.

One step up is how people write links; two or more, or one that ends at a file only an attacker asks for,
is not.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.hunt.patterns.payloads.evidence import Weighed

KIND: Final = "path traversal"
INCLUSION: Final = "file inclusion"

_HINT = re.compile(r"\.\.|[/\\]|://|\.(?:env|git|htaccess|htpasswd|ssh)\b|file:|php:")
_STEP = re.compile(r"(?:^|[\\/;=:&?\s])(?:\.{2,4}(?:;[^/\\]{0,10})?[\\/]+)")
_STEPS = re.compile(r"(?:\.{2,4}(?:;[^/\\]{0,10})?[\\/]+|\.[\\/]+\.{2}[\\/]+)")
_MANY: Final = 3
_TWO: Final = 2
_TARGETS = re.compile(
    r"(?:^|[\\/.\s=:;&|<])(?:etc[\\/]+(?:passwd|shadow|group|hosts|issue|motd"
    r"|crontab|fstab|sudoers|ssh[\\/]|apache2?[\\/]|nginx[\\/]"
    r"|httpd[\\/]|mysql[\\/]|php[\\/]|resolv\.conf|hostname|environment|profile)"
    r"|proc[\\/]+(?:self|version|cmdline|mounts|\d+)(?:[\\/]|$)|proc[\\/]+(?:version"
    r"|cpuinfo)"
    r"|(?:windows|winnt)[\\/]+(?:win\.ini|system\.ini|system32[\\/]|repair[\\/]"
    r"|panther[\\/])|win\.ini|boot\.ini"
    r"|web-inf(?:[\\/]|$)|meta-inf[\\/]+\w|web-?infweb\.xml|inetpub[\\/]+\w|global\.asa\b"
    r"|web\.config\b"
    r"|var[\\/]+(?:log[\\/]|run[\\/]secrets|lib[\\/](?:mysql|docker)|spool[\\/])"
    r"|root[\\/]+\.(?:ssh|bash|aws)|\.ssh[\\/]+(?:id_|authorized_keys|known_hosts)"
    r"|id_rsa\b|\.bash_history\b"
    r"|usr[\\/]local[\\/]+(?:apache|etc|nginx)\S{0,40}\.(?:conf|ini|log)|autoexec\.bat\b"
    r"|sam(?:\.sav)?$)"
)
_SENSITIVE = re.compile(
    r"(?:^|[\\/])(?:\.env(?:\.\w+)?|\.git[\\/](?:config|head|index|logs)|\.svn[\\/](?:entries"
    r"|wc\.db)|\.ht(?:access|passwd)"
    r"|\.aws[\\/]credentials|\.docker[\\/]config\.json|wp-config\.php(?:\.\w+"
    r"|~)?|\.ds_store|\.npmrc|\.dockercfg)$"
)
_ABSOLUTE = re.compile(r"^(?:file:)?(?:[\\/]+|[a-z]:[\\/]+)")
_WRAPPER = re.compile(
    r"(?:^|[=\s\"'(])(?:php://(?:filter|input|memory|fd|temp)|phar://|zip://|expect://"
    r"|glob://|compress\.\w+://|ogg://|rar://"
    r"|data:(?://)?text/plain[;,]|jar:(?:https?|file):)"
)
_FILE = re.compile(r"(?:^|[=\s\"'(])(?:url:)?file:/{1,3}[a-z%]")
_REMOTE = re.compile(
    r"^(?:https?|ftps?):/{1,3}[^\s?]{3,200}(?:\.(?:txt|php\d?|phtml|asp|jsp|gif|jpg)\?+|\.txt$|\.php$)"
)
_CUT_SHORT = re.compile(r"^(?:https?|ftps?)://\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?/[^?\s]*\?+\x00*$")
_NULL = re.compile(r"\x00|%00")


def judge(text: str) -> Weighed | None:
    """Weigh a lower-case text as a path; None where it is none."""
    if _HINT.search(text) is None:
        return None
    made = Weighed(KIND)
    steps = len(_STEPS.findall(text)) if _STEP.search(text) else 0
    if steps >= _MANY:
        made.add(1.0, f"climbs {steps} folders up")
    elif steps == _TWO:
        made.add(0.7, "climbs two folders up")
    elif steps:
        made.add(0.3, "climbs one folder up")
    _of_target(text, made)
    if _NULL.search(text) and made.score:
        made.add(0.5, "a null byte cuts off the rest")
    return made


def _of_target(text: str, made: Weighed) -> None:
    if _TARGETS.search(text.rstrip("\x00 ")):
        made.add(0.7, "leads to a file of the system")
        if _ABSOLUTE.search(text):
            made.add(0.3, "from the root")
    elif _SENSITIVE.search(text):
        made.add(0.6, "leads to a file of secrets")


def judge_inclusion(text: str) -> Weighed | None:
    """Weigh a lower-case text as the address of something a program would include."""
    if ":" not in text:
        return None
    made = Weighed(INCLUSION)
    if _WRAPPER.search(text):
        made.add(1.0, "an address that reads or runs files")
    if _FILE.search(text):
        made.add(0.5, "the address of a local file")
        if _TARGETS.search(text):
            made.add(0.5, "of the system's own")
    if _CUT_SHORT.search(text):
        made.add(1.0, "an address by number, and a question mark that cuts off the rest")
    elif _REMOTE.search(text):
        made.add(0.7, "the address of a script elsewhere")
        if text.endswith("?"):
            made.add(0.3, "a question mark cuts off the rest")
    return made
