"""A Windows event's fields in, the event out: whoever delivered them, the same columns and log source.

`fields` speaks as Sigma's rules for Windows do: EventID, Channel, Provider_Name, Computer, and each name of
EventData or UserData as it is. `Data` is what has no name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.sources.values import AS_COLUMN, LONGEST_NOTHING, PLAIN, plain
from vedette.hunt.sources.windows.channels import CHANNELS, LINUX_SYSMON, SERVICES, spelt
from vedette.hunt.sources.windows.rows import Refine, row

_PLANS_KEPT: Final = 4_096
_HOSTS: Final = AS_COLUMN["host"]
_NUMERIC: Final = frozenset(
    {"process_id", "logon_type", "source_port", "destination_port", "bytes_in", "status"}
)
_REGISTRY_KINDS: Final = {"CreateKey": "registry_add", "DeleteKey": "registry_delete",
                          "DeleteValue": "registry_delete"}  # fmt: skip
_Columns: TypeAlias = tuple[tuple[str, str, Any], ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is done for each event of one kind."""

    logsource: Logsource
    action: str
    outcome: str | None
    plain: tuple[tuple[str, str], ...]
    """Columns that are what the field says."""
    columns: _Columns
    constants: tuple[tuple[str, str | int], ...]
    refine: Refine | None
    by_type: dict[Any, Logsource] | None
    """For the registry: the log source by EventType."""


_plans: dict[tuple[str, int | None, str], _Plan] = {}


def windows_event(fields: dict[str, Value], source: int, record: int, time: int | None) -> Event:
    """Make the event of fields that already have EventID, Channel, Provider_Name and Computer."""
    key: Any = (fields["Channel"], fields["EventID"], fields["Provider_Name"])
    plan = _plans.get(key) or _learn(key)
    logsource = plan.logsource
    if plan.by_type is not None:
        logsource = plan.by_type.get(fields.get("EventType"), logsource)
    computer = fields["Computer"]
    event = Event(
        source=source,
        record=record,
        time=time,
        logsource=logsource,
        fields=fields,
        action=plan.action,
        outcome=plan.outcome,
        host=_HOSTS[computer] if type(computer) is str else None,
    )
    for column, name in plan.plain:
        text: Any = fields.get(name)
        if type(text) is not str or len(text) <= LONGEST_NOTHING:  # a longer one says something
            text = None if text is None else plain(_first(text))
        if text is not None:
            setattr(event, column, text)
    _fill(event, plan.columns, fields)
    for column, constant in plan.constants:
        setattr(event, column, constant)
    if plan.refine is not None:
        plan.refine(event)
    return event


def _fill(event: Event, columns: _Columns, fields: dict[str, Value]) -> None:
    for column, name, convert in columns:
        value: Any = fields.get(name)
        if value is None:
            continue
        kind = type(value)
        if kind is str:
            value = convert[value]
        elif kind is not int or column not in _NUMERIC:
            value = convert[_first(value)]
        if value is not None:
            setattr(event, column, value)


_LOG_SERVICE: Final = "microsoft-windows-eventlog"
_OTHER_LOG_CLEARED: Final = 104
_NUMBER_MAX: Final = 0xFFFF


def complete(fields: dict[str, Value]) -> dict[str, Value]:
    """Give fields from an export the four names every event has, spelt as Windows spells them."""
    if _usual(fields):
        return fields
    provider = _first(fields.get("Provider_Name"))
    number = event_number(fields.get("EventID"))
    channel = spelt(_first(fields.get("Channel")) or _channel(provider.lower(), number))
    fields["EventID"] = number
    fields["Channel"] = channel
    fields["Provider_Name"] = provider
    fields["Computer"] = _first(fields.get("Computer"))
    return fields


def _usual(fields: dict[str, Value]) -> bool:
    """Whether the four names are there already, as they are to be."""
    channel, number = fields.get("Channel"), fields.get("EventID")
    return (
        type(channel) is str
        and channel in SERVICES
        and type(number) is int
        and 0 <= number <= _NUMBER_MAX
        and type(fields.get("Provider_Name")) is str
        and type(fields.get("Computer")) is str
    )


def _channel(provider: str, number: int | None) -> str:
    """Say where a provider writes that does not say itself; the log service tells of itself in two places."""
    if provider == _LOG_SERVICE:
        return "System" if number == _OTHER_LOG_CLEARED else "Security"
    return CHANNELS.get(provider, "")


def event_number(value: object) -> int | None:
    """Read an event's number; exports write it as text, and with qualifiers above 16 bits."""
    if isinstance(value, str) and value.isdecimal() and len(value) <= 10:  # noqa: PLR2004
        value = int(value)
    return value & _NUMBER_MAX if isinstance(value, int) and value >= 0 else None


def _first(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None else str(value)


def _learn(key: tuple[Any, Any, Any]) -> _Plan:
    channel, event_id, provider = key
    known = row(channel, event_id, provider)
    named = (known.columns or {}).items()
    service = SERVICES.get(channel, "")
    product = "linux" if channel == LINUX_SYSMON else "windows"
    by_type = None
    if known.category == "registry_event":
        by_type = {kind: Logsource(product, category, service) for kind, category in _REGISTRY_KINDS.items()}
    plan = _Plan(
        logsource=Logsource(product, known.category, service),
        action=known.action,
        outcome=known.outcome,
        plain=tuple((to, name) for to, name in named if to in PLAIN),
        columns=tuple((to, name, AS_COLUMN[to]) for to, name in named if to not in PLAIN),
        constants=known.constants,
        refine=known.refine,
        by_type=by_type,
    )
    if len(_plans) >= _PLANS_KEPT:
        _plans.clear()
    _plans[key] = plan
    return plan
