"""What no engine does alone is made for the machine of whoever asks."""

from __future__ import annotations

from pathlib import Path

from vedette.app import engine_capabilities, wiring
from vedette.app.home_capabilities import HOME


def test_somebody_does_what_no_engine_does_alone(tmp_path: Path) -> None:
    gate = wiring.build({"VEDETTE_DATA_DIR": str(tmp_path)}).gate
    engines = {one.id for one in engine_capabilities.ROWS}
    assert {"incident.open", "ledger.verify", "model.list", "code.assist"} <= gate.handlers.keys() - engines
    assert all(gate.capabilities[name] is HOME[name] for name in gate.handlers)
