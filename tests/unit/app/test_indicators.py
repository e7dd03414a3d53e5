from __future__ import annotations

import json
from pathlib import Path

import pytest

from vedette.app.indicators import indicators
from vedette.core.codec import dump
from vedette.core.errors import BadInput
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.nouns import Artefact, ArtefactKind, Engine, Report

DIGEST = "sha256:" + "0" * 64
SHA = "ab" * 32


def read(path: Path, content: str | bytes) -> list[tuple[str, str]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [(one.kind.value, one.value) for one in indicators([path])]


def test_a_report_of_ours(tmp_path: Path) -> None:
    known = Indicator(kind=IndicatorKind.DOMAIN, value="bad.invalid", artefact=DIGEST, name="a.js", offset=3)
    report = Report(
        engine=Engine(name="vedette", version="1", rules=DIGEST),
        target=Artefact(kind=ArtefactKind.FILE, name="a.js", digest=DIGEST, size=1),
        indicators=(known,),
    )
    assert read(tmp_path / "report.json", dump(report)) == [("domain", "bad.invalid")]


def test_a_stix_bundle(tmp_path: Path) -> None:
    patterns = [
        "[domain-name:value = 'bad.invalid']",
        f"[file:hashes.'SHA-256' = '{SHA}'] OR [ipv4-addr:value = '198.51.100.7']",
        r"[windows-registry-key:key = 'HKCU\\Software\\It\'s']",
        "[process:name = 'x']",
    ]
    bundle = {"type": "bundle", "objects": [{"type": "indicator", "pattern": one} for one in patterns]}
    assert read(tmp_path / "bundle.json", json.dumps(bundle)) == [
        ("domain", "bad.invalid"),
        ("hash", SHA),
        ("address", "198.51.100.7"),
        ("registry", r"HKCU\Software\It's"),
    ]


def test_a_misp_event_gives_what_is_meant_for_detection(tmp_path: Path) -> None:
    attributes = [
        {"type": "ip-dst", "value": "198.51.100.7", "to_ids": True},
        {"type": "domain", "value": "fine.invalid", "to_ids": False},
        {"type": "comment", "value": "x"},
    ]
    event = {"Event": {"Attribute": attributes}}
    assert read(tmp_path / "event.json", json.dumps(event)) == [("address", "198.51.100.7")]


def test_what_objects_of_a_misp_event_hold_counts_as_well(tmp_path: Path) -> None:
    held = {"Attribute": [{"type": "sha256", "value": "a" * 64, "to_ids": True}]}
    event = {"Event": {"Attribute": [], "Object": [held, {"Attribute": None}, "x"]}}
    assert read(tmp_path / "event.json", json.dumps(event)) == [("hash", "a" * 64)]


def test_a_list_and_a_table(tmp_path: Path) -> None:
    listed = "# known\nbad[.]invalid\nhxxps://bad[.]invalid/a,b\n198.51.100.7\n\nsome words\n2001:db8::7\n"
    assert read(tmp_path / "list.txt", listed) == [
        ("domain", "bad.invalid"),
        ("url", "https://bad.invalid/a"),
        ("address", "198.51.100.7"),
        ("address", "2001:db8::7"),
    ]
    table = f"type,value\r\nhash,{SHA}\r\nmail,who@bad.invalid\r\n"
    assert read(tmp_path / "table.csv", table) == [("hash", SHA), ("mail", "who@bad.invalid")]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"objects": 3}', "nothing of the sort"])
def test_what_holds_none_is_an_error_with_a_hint(tmp_path: Path, content: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path / "x", content)
    assert "STIX" in caught.value.hint


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        list(indicators([tmp_path / "none"]))
