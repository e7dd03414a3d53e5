"""Which rules are for which events, where the log itself does not say it in Windows' words.

A rule's log source fits an event's when all it names agrees. A few words mean the same in two places, and
four categories mean a kind of event whoever recorded it: a proxy rule looks at any HTTP seen on the wire.
"""

from __future__ import annotations

from typing import Final

from vedette.hunt import actions
from vedette.hunt.event import Logsource

ACTIONS: Final = {
    "proxy": frozenset({actions.HTTP}),
    "webserver": frozenset({actions.HTTP}),
    "dns": frozenset({actions.DNS}),
    "firewall": frozenset({actions.CONNECTION}),
}
"""Category of a rule that names no product -> what an event has to be."""
_ANY: Final = frozenset({"*"})
_MEANS: Final = {
    "activitylogs": {"azureactivity", "administrative"},
    "auditlogs": {"audit"},
    "auth": {"sshd", "sudo", "su", "secure", "authpriv"},
    "secure": {"sshd", "sudo", "su", "auth", "authpriv"},
    "sshd": {"auth", "secure", "authpriv"},
    "sudo": {"auth", "secure", "authpriv"},
    "syslog": _ANY,
    "exchange": {"audit"},
    "threat_detection": {"threat_management"},
    "gcp.audit": {"audit"},
    "google_workspace.admin": {"admin"},
    "google_workspace.login": {"login"},
    "audit": {"kube-audit"},
}
"""Service in a rule -> what the same may be called in events of that product."""
_NOT_SYSLOG: Final = frozenset({"auditd", "sysmon"})
_SAME_PRODUCT: Final = {"google_workspace": "gcp", "office365": "m365", "o365": "m365", "entra": "azure"}
_IMPLIED: Final = {"apache": "webserver", "nginx": "webserver", "iis": "webserver"}
_SERVERS: Final = frozenset(_IMPLIED)
_ONLY_SEEN_BY_PROXIES: Final = frozenset({"proxy"})


def fits(rule: Logsource, event: Logsource, action: str | None) -> bool:
    """Tell whether a rule looks at events of this log source."""
    if rule.product and _product(rule.product) != _product(event.product):
        return False
    if rule.service and not _same_service(rule.service, event):
        return False
    return not rule.category or _category(rule, event, action)


def _product(name: str) -> str:
    return _SAME_PRODUCT.get(name, name)


def _same_service(wanted: str, event: Logsource) -> bool:
    if wanted in (event.service, event.product):
        return True
    meant = _MEANS.get(wanted, frozenset())
    return event.service in meant or (meant is _ANY and event.service not in _NOT_SYSLOG)


def _category(rule: Logsource, event: Logsource, action: str | None) -> bool:
    if rule.category == event.category:
        return True
    if rule.service:
        return not event.category
    if rule.product or action not in ACTIONS.get(rule.category, ()):
        return False
    is_server = event.category == "webserver" or event.product in _SERVERS or event.service in _SERVERS
    return not (is_server and rule.category in _ONLY_SEEN_BY_PROXIES)
