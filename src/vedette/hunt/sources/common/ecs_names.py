"""Fields of a record, asked for by the first name that says something, and by the names rules use."""

from __future__ import annotations

from typing import Final

from vedette.hunt.actions import CONNECTION, DNS, FILE_DELETE, FILE_WRITE, HTTP, PROCESS_START
from vedette.hunt.event import Event, Value
from vedette.hunt.sources.common.web import add_query

_NONE: Final[frozenset[str]] = frozenset()
_PROCESS: Final = {
    "CommandLine": "process.command_line", "CurrentDirectory": "process.working_directory",
    "ParentCommandLine": "process.parent.command_line", "OriginalFileName": "process.pe.original_file_name",
}  # fmt: skip


class Names:
    """Asks for fields by name."""

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[str, Value]) -> None:
        self._fields = fields

    def has(self, name: str) -> bool:
        """Say whether there is such a field."""
        return name in self._fields

    def any(self, *names: str) -> Value:
        """Return the first that is there."""
        fields = self._fields
        for name in names:
            if name in fields:
                value = fields[name]
                if value is not None and value != "":
                    return value
        return None

    def text(self, *names: str) -> str | None:
        """Return the first that is text, or a list that begins with one."""
        fields = self._fields
        for name in names:
            if name in fields:
                value = fields[name]
                if isinstance(value, list) and value:
                    value = value[0]
                if isinstance(value, str) and value:
                    return value
        return None

    def words(self, name: str) -> frozenset[str]:
        """Return one word or many as a set."""
        value = self._fields.get(name)
        if value is None:
            return _NONE
        if isinstance(value, str):
            return frozenset((value,))
        return (
            frozenset(one for one in value if isinstance(one, str))
            if isinstance(value, list)
            else frozenset()
        )

    def joined(self, name: str) -> str | None:
        """Return a list of words as a line."""
        value = self._fields.get(name)
        return " ".join(str(one) for one in value) or None if isinstance(value, list) else None


def add_sigma_names(event: Event) -> None:
    """Add the names rules know processes, files, connections and requests by."""
    fields, named = event.fields, {}
    if event.action == PROCESS_START:
        named = {name: fields[path] for name, path in _PROCESS.items() if path in fields}
        named |= {"ParentImage": event.parent, "User": event.user, "CommandLine": event.command_line}
    elif event.action in {FILE_WRITE, FILE_DELETE}:
        named = {"TargetFilename": event.file}
    elif event.action == CONNECTION:
        named = {"DestinationIp": event.destination_ip, "DestinationPort": event.destination_port,
                 "DestinationHostname": event.domain}  # fmt: skip
    elif event.action == DNS:
        named = {"QueryName": event.domain}
    elif event.action == HTTP:
        add_query(fields, event.url)
    if named:
        named["Image"] = event.process
    fields.update({name: value for name, value in named.items() if value is not None})
