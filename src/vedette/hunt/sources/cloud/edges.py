"""What services at the edge of a network write: AWS WAF, Route 53's resolver, GuardDuty, Duo."""

from __future__ import annotations

from typing import Any, Final

from vedette.hunt.actions import ALERT, API_CALL, DNS, FAILURE, HTTP, LOGIN, SUCCESS
from vedette.hunt.event import Event, Logsource
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import address_of, domain_of, number_of, port_of, text_of, user_of
from vedette.hunt.sources.common.web import add_uri
from vedette.hunt.sources.flatten import flatten

_WAF: Final = Logsource(product="aws", category="webserver", service="waf")
_RESOLVER: Final = Logsource(product="aws", category="dns", service="route53")
_GUARDDUTY: Final = Logsource(product="aws", service="guardduty")
_DUO: Final = Logsource(product="cisco", service="duo")
_HEADERS_MAX: Final = 100
_DUO_RESULTS: Final = {
    "success": SUCCESS,
    "denied": FAILURE,
    "failure": FAILURE,
    "fraud": FAILURE,
    "error": FAILURE,
}


def fits_waf(record: Record) -> bool:
    """Say whether a record is of AWS WAF."""
    return "webaclId" in record and isinstance(record.get("httpRequest"), dict)


def waf(record: Record, source: Source, number: int) -> Event:
    """Make the event of a request that was let through or not."""
    request = record["httpRequest"]
    headers = _headers(request.get("headers"))
    path, query = text_of(request.get("uri")) or "/", text_of(request.get("args"))
    made = Event(
        source=source.number,
        record=number,
        time=of_stamp(record.get("timestamp")),
        logsource=_WAF,
        fields=flatten(record),
        action=HTTP,
        protocol="http",
        outcome=FAILURE if record.get("action") == "BLOCK" else None,
        message=text_of(record.get("terminatingRuleId")),
        source_ip=address_of(text_of(request.get("clientIp"))),
        method=text_of(request.get("httpMethod")),
        url=f"{path}?{query}" if query else path,
        domain=domain_of(headers.get("host")),
        user_agent=headers.get("user-agent"),
        referrer=headers.get("referer"),
        status=number_of(record.get("responseCodeSent")),
    )
    add_uri(made.fields, made.url or "/")
    return made


def _headers(listed: object) -> dict[str, str]:
    if not isinstance(listed, list):
        return {}
    pairs = [(one.get("name"), one.get("value")) for one in listed[:_HEADERS_MAX] if isinstance(one, dict)]
    return {name.lower(): value for name, value in pairs if isinstance(name, str) and isinstance(value, str)}


def fits_resolver(record: Record) -> bool:
    """Say whether a record is of Route 53's resolver."""
    return "query_name" in record and "query_timestamp" in record and "srcaddr" in record


def resolver(record: Record, source: Source, number: int) -> Event:
    """Make the event of a question and its answer."""
    fields = flatten(record)
    transport = text_of(record.get("transport"))
    return Event(
        source=source.number,
        record=number,
        time=of_stamp(record.get("query_timestamp")),
        logsource=_RESOLVER,
        fields=fields,
        action=DNS,
        protocol="dns",
        transport=transport.lower() if transport is not None else None,
        source_ip=address_of(text_of(record.get("srcaddr"))),
        source_port=port_of(record.get("srcport")),
        domain=domain_of(text_of(record.get("query_name"))),
        query_type=text_of(record.get("query_type")),
        response=text_of(record.get("rcode")),
        answers=tuple(str(one) for one in _many(fields.get("answers.Rdata"))[:64]),
    )


def fits_guardduty(record: Record) -> bool:
    """Say whether a record is one of GuardDuty's findings, bare or as an event bus brings it."""
    told = record.get("detail", record)
    return isinstance(told, dict) and "severity" in told and "accountId" in told and _by_guardduty(told)


def _by_guardduty(told: dict[str, Any]) -> bool:
    service = told.get("service")
    return isinstance(service, dict) and (
        service.get("serviceName") == "guardduty" or "detectorId" in service
    )


def guardduty(record: Record, source: Source, number: int) -> Event:
    """Make the event of a finding."""
    told = record["detail"] if "severity" not in record else record
    fields = flatten(told)
    remote = next(
        (fields[name] for name in sorted(fields) if name.endswith("remoteIpDetails.ipAddressV4")), None
    )
    return Event(
        source=source.number,
        record=number,
        time=of_stamp(fields.get("service.eventFirstSeen") or fields.get("createdAt")),
        logsource=_GUARDDUTY,
        fields=fields,
        action=ALERT,
        message=text_of(told.get("title")) or text_of(told.get("type")),
        user=user_of(text_of(fields.get("resource.accessKeyDetails.userName"))),
        source_ip=address_of(text_of(remote)),
        domain=domain_of(text_of(fields.get("service.action.dnsRequestAction.domain"))),
    )


def fits_duo(record: Record) -> bool:
    """Say whether a record is of Duo's authentication log."""
    return "isotimestamp" in record and ("access_device" in record or "action" in record)


def duo(record: Record, source: Source, number: int) -> Event:
    """Make the event of a second factor, or of an administrator's deed."""
    fields = flatten(record)
    is_login = "access_device" in record
    return Event(
        source=source.number,
        record=number,
        time=of_stamp(record.get("isotimestamp")),
        logsource=_DUO,
        fields=fields,
        action=LOGIN if is_login else API_CALL,
        outcome=_DUO_RESULTS.get(str(record.get("result")).lower()) if is_login else None,
        message=text_of(record.get("reason")) or text_of(record.get("action")),
        user=user_of(text_of(fields.get("user.name")) or text_of(record.get("username"))),
        source_ip=address_of(text_of(fields.get("access_device.ip"))),
    )


def _many(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


SHAPES: Final = (
    Shape(name="aws-waf", says="AWS WAF", fits=fits_waf, event=waf),
    Shape(name="route53", says="Route 53 resolver queries", fits=fits_resolver, event=resolver),
    Shape(name="guardduty", says="GuardDuty findings", fits=fits_guardduty, event=guardduty),
    Shape(name="duo", says="Duo authentication and administration", fits=fits_duo, event=duo),
)
