"""The table of routes as an OpenAPI document: it says what is served, being made from the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette import __version__
from vedette.app.job_answers import Event
from vedette.doors.api import problems
from vedette.doors.api.problems import Problem
from vedette.doors.api.routes import Gives, Route, Takes

_REF: Final = "#/components/schemas/{name}"
_EVERYWHERE: Final = (400, 413, 414, 431, 500, 503)
_KNOWN_ONLY: Final = (401, 403)
_WITH_BODY: Final = (408, 413, 415)
_WORDS: Final = (
    "Every route but the public ones asks the gate. The answer names the decision and carries a receipt; "
    "a refusal is a problem (RFC 9457) with the reasons, and the remedies that would change it. "
    "Access tokens are bound to your key (DPoP, RFC 9449): no bearer token is accepted."
)
Json = dict[str, Any]


def document(rows: Iterable[Route], url: str) -> Json:
    """Describe a table."""
    rows = tuple(rows)
    schemas = _schemas(rows)
    paths: Json = {}
    for row in rows:
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Vedette", "version": __version__, "description": _WORDS},
        "servers": [{"url": url}],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "responses": {str(status): _problem(status) for status in _statuses(rows)},
            "securitySchemes": {
                "dpop": {
                    "type": "http",
                    "scheme": "DPoP",
                    "description": "Authorization: DPoP TOKEN, and a proof in the header DPoP (RFC 9449)",
                }
            },
        },
    }


def written(rows: Iterable[Route], url: str) -> bytes:
    """Write the document down."""
    return msgspec.json.encode(document(rows, url))


class _Schemas:
    """Schemas of all types in the table, by type."""

    def __init__(self, kinds: list[Any]) -> None:
        made, self.components = msgspec.json.schema_components(kinds, ref_template=_REF)
        self._by_kind = dict(zip(kinds, made, strict=True))

    def of(self, kind: Any) -> Json:  # noqa: ANN401  whatever msgspec can describe
        """Return the schema of a type, or a reference to it."""
        schema: Json = self._by_kind[kind]
        return schema

    def fields(self, kind: type[Struct]) -> tuple[Mapping[str, Json], frozenset[str]]:
        """Return the fields of a struct, and which of them must be there."""
        schema = self.components[self.of(kind)["$ref"].rpartition("/")[2]]
        return schema.get("properties", {}), frozenset(schema.get("required", ()))


def _schemas(rows: tuple[Route, ...]) -> _Schemas:
    named = [kind for row in rows for kind in (row.body, row.query, row.result) if kind is not None]
    told = [row.manner.kind for row in rows if row.manner is not None]
    return _Schemas(list(dict.fromkeys([Problem, Event, *named, *told])))


def _statuses(rows: tuple[Route, ...]) -> list[int]:
    return sorted({status for row in rows for status in _troubles(row)})


def _troubles(row: Route) -> list[int]:
    known = () if row.public else _KNOWN_ONLY
    body = () if row.takes is Takes.NOTHING else _WITH_BODY
    parts = (404,) if row.params else ()
    return sorted({*_EVERYWHERE, *known, *body, *parts, *row.problems})


def _problem(status: int) -> Json:
    return {
        "description": HTTPStatus(status).phrase,
        "content": {problems.MEDIA: {"schema": {"$ref": _REF.format(name="Problem")}}},
    }


def _trouble(row: Route, status: int, schemas: _Schemas) -> Json:
    if row.manner is None:
        return {"$ref": f"#/components/responses/{status}"}
    content = {
        Gives.JSON.value: {"schema": schemas.of(row.manner.kind)},
        problems.MEDIA: {"schema": {"$ref": _REF.format(name="Problem")}},
    }
    return {"description": HTTPStatus(status).phrase, "content": content}


def _operation(row: Route, schemas: _Schemas) -> Json:
    made: Json = {
        "summary": row.summary,
        "operationId": f"{row.method.lower()}{row.path.replace('/', '_').replace('{', '').replace('}', '')}",
        "tags": list(row.tags),
        "security": [] if row.public else [{"dpop": []}],
        "responses": {str(row.status): _answer(row, schemas)}
        | {str(one): _trouble(row, one, schemas) for one in _troubles(row)},
    }
    if row.capability:
        made["x-capability"] = row.capability
    if parameters := [*_path(row), *_query(row, schemas), *_event(row)]:
        made["parameters"] = parameters
    if row.takes is not Takes.NOTHING:
        schema = {} if row.body is None else schemas.of(row.body)
        made["requestBody"] = {"required": True, "content": {row.takes.value: {"schema": schema}}}
    return made


def _path(row: Route) -> list[Json]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": param.words,
            "schema": {"type": "string", "pattern": param.pattern},
            "example": param.example,
        }
        for name, param in row.params.items()
    ]


def _query(row: Route, schemas: _Schemas) -> list[Json]:
    if row.query is None:
        return []
    fields, required = schemas.fields(row.query)
    return [
        {"name": name, "in": "query", "required": name in required, "schema": schema}
        for name, schema in fields.items()
    ]


def _event(row: Route) -> list[Json]:
    if row.gives is not Gives.EVENTS:
        return []
    schema = {"type": "string", "pattern": "^[0-9]{1,15}$"}
    return [{"name": "Last-Event-ID", "in": "header", "required": False, "schema": schema}]


def _answer(row: Route, schemas: _Schemas) -> Json:
    made: Json = {"description": HTTPStatus(row.status).phrase}
    if not row.public:
        words = {"description": "id of the decision", "schema": {"type": "string"}}
        made["headers"] = {"Vedette-Decision": words}
    made["content"] = _content(row, schemas)
    return made


def _content(row: Route, schemas: _Schemas) -> Json:
    if row.gives is Gives.EVENTS:
        return {Gives.EVENTS.value: {"schema": {"type": "string"}}}
    if row.media:
        return {media.partition(";")[0]: {"schema": {}} for media in row.media}
    result = {} if row.result is None else schemas.of(row.result)
    return {Gives.JSON.value: {"schema": result if row.public else _envelope(result)}}


def _envelope(result: Json) -> Json:
    return {
        "type": "object",
        "properties": {
            "decision": {"type": "string", "description": "id of the decision"},
            "receipt": {"type": "object", "description": "proof that this is on the record"},
            "result": result,
        },
        "required": ["decision", "receipt", "result"],
        "additionalProperties": False,
    }
