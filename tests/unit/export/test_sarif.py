"""What GitHub and editors need of a log. The OASIS schema is not ours to keep: it was checked by hand."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from inline_snapshot import snapshot
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from tests.unit.export.sample import HOSTILE, RULES, SMALL, digest
from vedette.core.nouns import ByteRange, Evidence, Frame, Locator, Record, Report, Role
from vedette.export import sarif
from vedette.export.show import Revision

MESSAGE = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1}},
    "additionalProperties": False,
}
ARTEFACT = {
    "type": "object",
    "required": ["uri", "uriBaseId"],
    "properties": {
        "uri": {"type": "string", "pattern": r"^(?!/)([A-Za-z0-9/._~-]|%[0-9A-F]{2})+$"},
        "uriBaseId": {"const": "%SRCROOT%"},
        "index": {"type": "integer", "minimum": 0},
    },
    "additionalProperties": False,
}
POSITIVE = {"type": "integer", "minimum": 1}
REGION = {
    "type": "object",
    "minProperties": 1,
    "properties": {
        **dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), POSITIVE),
        "byteOffset": {"type": "integer"},
        "byteLength": {"type": "integer"},
        "snippet": {"type": "object", "required": ["text"]},
    },
    "additionalProperties": False,
}
LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation"],
            "properties": {"artifactLocation": ARTEFACT, "region": REGION},
            "additionalProperties": False,
        },
        "logicalLocations": {"type": "array"},
        "message": MESSAGE,
    },
    "additionalProperties": False,
}
RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
    "properties": {
        "level": {"enum": ["error", "warning", "note"]},
        "message": MESSAGE,
        "rank": {"type": "number", "minimum": 0, "maximum": 100},
        "locations": {"type": "array", "minItems": 1, "items": LOCATION},
        "partialFingerprints": {"additionalProperties": {"type": "string"}},
    },
}
RULE = {
    "type": "object",
    "required": ["id", "shortDescription", "fullDescription", "help", "properties"],
    "properties": {
        "shortDescription": MESSAGE,
        "fullDescription": MESSAGE,
        "properties": {
            "properties": {
                "tags": {"type": "array", "maxItems": 20, "uniqueItems": True},
                "security-severity": {"type": "string", "pattern": r"^\d+\.\d$"},
                "precision": {"enum": ["very-high", "high", "medium", "low"]},
            }
        },
    },
}
LIKED_BY_GITHUB = {
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "minItems": 1,
            "items": {
                "required": ["tool", "results", "columnKind", "invocations", "artifacts"],
                "properties": {
                    "results": {"items": RESULT},
                    "tool": {"properties": {"driver": {"properties": {"rules": {"items": RULE}}}}},
                },
            },
        },
    }
}


def run(report: Report, revision: Revision | None = None) -> dict[str, Any]:
    log = json.loads(sarif.render(report, RULES, revision=revision))
    Draft202012Validator(LIKED_BY_GITHUB).validate(log)
    made: dict[str, Any] = log["runs"][0]
    return made


def places(node: object) -> Iterator[dict[str, Any]]:
    """Every artifactLocation, wherever it stands."""
    if isinstance(node, dict):
        if "uri" in node:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from places(part)


@pytest.mark.parametrize("report", [SMALL, HOSTILE], ids=["small", "hostile"])
def test_every_place_is_relative_and_every_index_right(report: Report) -> None:
    made = run(report)
    for place in places(made):
        Draft202012Validator(ARTEFACT).validate(place)
        if "index" in place:
            assert made["artifacts"][place["index"]]["location"]["uri"] == place["uri"]
    rules = [rule["id"] for rule in made["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in made["results"]] == [
        result["ruleId"] for result in made["results"]
    ]


def test_a_small_report() -> None:
    made = run(SMALL)
    assert made["results"][0] == snapshot(
        {
            "ruleId": "sql-injection",
            "level": "error",
            "rank": 90.0,
            "message": {"text": "A query parameter of the request becomes part of an SQL statement"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "shop/db.py", "uriBaseId": "%SRCROOT%", "index": 1},
                        "region": {
                            "startLine": 6,
                            "startColumn": 12,
                            "endLine": 6,
                            "endColumn": 37,
                            "snippet": {"text": "connection.execute(query)"},
                        },
                    }
                }
            ],
            "partialFingerprints": {
                "vedette/v1": "1f2e3d4c5b6a79880011223344556677",
                "primaryLocationLineHash": "1f2e3d4c5b6a79880011223344556677:1",
            },
            "properties": {
                "severity": "high",
                "confidence": "strong",
                "reason": "Every step from the request to the statement is known.",
                "remedy": 'Pass values as parameters: execute("… WHERE name = ?", (name,)).',
            },
            "suppressions": [],
            "codeFlows": [
                {
                    "threadFlows": [
                        {
                            "locations": [
                                {
                                    "location": {
                                        "physicalLocation": {
                                            "artifactLocation": {
                                                "uri": "shop/views.py",
                                                "uriBaseId": "%SRCROOT%",
                                                "index": 0,
                                            },
                                            "region": {
                                                "startLine": 7,
                                                "startColumn": 14,
                                                "endLine": 7,
                                                "endColumn": 31,
                                                "snippet": {"text": 'request.args["q"]'},
                                            },
                                        },
                                        "message": {"text": "a query parameter of the request"},
                                    },
                                    "kinds": ["source"],
                                    "importance": "essential",
                                    "executionOrder": 1,
                                },
                                {
                                    "location": {
                                        "physicalLocation": {
                                            "artifactLocation": {
                                                "uri": "shop/views.py",
                                                "uriBaseId": "%SRCROOT%",
                                                "index": 0,
                                            },
                                            "region": {
                                                "startLine": 8,
                                                "startColumn": 12,
                                                "endLine": 8,
                                                "endColumn": 27,
                                                "snippet": {"text": "db.find(wanted)"},
                                            },
                                        },
                                        "message": {"text": "handed to find() as name"},
                                    },
                                    "kinds": ["step"],
                                    "importance": "important",
                                    "executionOrder": 2,
                                },
                                {
                                    "location": {
                                        "physicalLocation": {
                                            "artifactLocation": {
                                                "uri": "shop/db.py",
                                                "uriBaseId": "%SRCROOT%",
                                                "index": 1,
                                            },
                                            "region": {
                                                "startLine": 5,
                                                "startColumn": 13,
                                                "endLine": 5,
                                                "endColumn": 61,
                                                "snippet": {
                                                    "text": '"SELECT * FROM item WHERE name = \'" + name + "\'"'  # noqa: E501
                                                },
                                            },
                                        },
                                        "message": {"text": "put into text"},
                                    },
                                    "kinds": ["step"],
                                    "importance": "important",
                                    "executionOrder": 3,
                                },
                                {
                                    "location": {
                                        "physicalLocation": {
                                            "artifactLocation": {
                                                "uri": "shop/db.py",
                                                "uriBaseId": "%SRCROOT%",
                                                "index": 1,
                                            },
                                            "region": {
                                                "startLine": 6,
                                                "startColumn": 12,
                                                "endLine": 6,
                                                "endColumn": 37,
                                                "snippet": {"text": "connection.execute(query)"},
                                            },
                                        },
                                        "message": {"text": "an SQL statement"},
                                    },
                                    "kinds": ["sink"],
                                    "importance": "essential",
                                    "executionOrder": 4,
                                },
                            ]
                        }
                    ]
                }
            ],
            "ruleIndex": 0,
        }
    )
    assert made["tool"]["driver"]["rules"][0] == snapshot(
        {
            "id": "sql-injection",
            "name": "SqlInjection",
            "shortDescription": {"text": "SQL built from untrusted input"},
            "fullDescription": {
                "text": "Text from a stranger becomes part of a statement: the stranger writes it. See execute and the list."  # noqa: E501
            },
            "help": {
                "text": """\
# SQL built from untrusted input

Text from a *stranger* becomes part of a **statement**:
the stranger writes it. See `execute` and [the list](https://cwe.mitre.org).

- use parameters
- never `format`

1. first
2. second

```python
db.execute("… WHERE a = '" + a + "'")  # finding
```
""",
                "markdown": """\
# SQL built from untrusted input

Text from a *stranger* becomes part of a **statement**:
the stranger writes it. See `execute` and [the list](https://cwe.mitre.org).

- use parameters
- never `format`

1. first
2. second

```python
db.execute("… WHERE a = '" + a + "'")  # finding
```
""",
            },
            "defaultConfiguration": {"level": "error"},
            "properties": {
                "tags": ["security", "external/cwe/cwe-89", "external/owasp/a03:2021"],
                "precision": "high",
                "problem.severity": "error",
                "security-severity": "8.8",
            },
        }
    )
    assert made["invocations"] == snapshot(
        [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {
                        "level": "warning",
                        "descriptor": {"id": "not-read"},
                        "message": {"text": "vendor/old.py: syntax error on line 3"},
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": "vendor/old.py", "uriBaseId": "%SRCROOT%"}
                                }
                            }
                        ],
                    },
                    {
                        "level": "warning",
                        "descriptor": {"id": "read-in-part"},
                        "message": {"text": "shop/big.py: over 1 MB"},
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": "shop/big.py", "uriBaseId": "%SRCROOT%"}
                                }
                            }
                        ],
                    },
                    {
                        "level": "note",
                        "descriptor": {"id": "bound"},
                        "message": {"text": "tornado is imported and has no table"},
                    },
                    {
                        "level": "note",
                        "descriptor": {"id": "excluded"},
                        "message": {
                            "text": "40 files were left out by patterns or because nothing here reads them"
                        },
                    },
                ],
            }
        ]
    )


def test_a_decision_in_the_source_is_a_suppression_in_source() -> None:
    (suppression,) = run(SMALL)["results"][2]["suppressions"]
    assert (suppression["kind"], suppression["justification"]) == ("inSource", "only names a cache file")
    assert suppression["location"]["physicalLocation"]["region"] == {"startLine": 2}
    assert run(HOSTILE)["results"][2]["suppressions"][0]["kind"] == "external"


def test_a_hostile_message_is_no_link_and_no_blank() -> None:
    text = run(HOSTILE)["results"][0]["message"]["text"]
    assert text.endswith("\\[a\\](b) # new {{0}}")


def test_the_commit_is_named_when_known() -> None:
    revision = Revision(repository="https://example.org/shop.git", commit="ab12")
    assert run(SMALL, revision)["versionControlProvenance"] == [
        {
            "repositoryUri": "https://example.org/shop.git",
            "revisionId": "ab12",
            "mappedTo": {"uriBaseId": "%SRCROOT%"},
        }
    ]


@pytest.mark.parametrize(
    ("locator", "key", "value"),
    [
        (ByteRange(offset=4, length=2), "region", {"byteOffset": 4, "byteLength": 2}),
        (Record(number=3, field="user"), "logical", "record 3, user"),
        (Frame(number=9), "logical", "frame 9"),
    ],
)
def test_other_sorts_of_place(locator: Locator, key: str, value: object) -> None:
    evidence = Evidence(artefact=digest("l"), name="l", locator=locator, quote="q", role=Role.SINK)
    finding = replace(SMALL.findings[0], evidence=(evidence,))
    (location,) = run(replace(SMALL, findings=(finding,)))["results"][0]["locations"]
    logical = location.get("logicalLocations", [{}])[0].get("fullyQualifiedName")
    assert {"region": location["physicalLocation"].get("region"), "logical": logical}[key] == value


def test_what_is_over_the_bounds_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    monkeypatch.setattr(sarif, "MOST_STEPS", 2)
    made = run(SMALL)
    assert len(made["results"]) == 2
    assert made["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"].startswith("1 more")
    (flow,) = made["results"][0]["codeFlows"]
    assert len(flow["threadFlows"][0]["locations"]) == 2
    assert flow["message"]["text"].startswith("2 more steps")
