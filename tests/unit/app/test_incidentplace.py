"""Where incidents lie: made when first needed; what actions do gets to the incident they belong to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.app.incidenthouse import Desk
from vedette.app.clock import SYSTEM
from vedette.app.incidentplace import AT_HOME, SERVED, IncidentPlace
from vedette.app.incidents import new_id
from vedette.app.job_answers import Missing
from vedette.app.ledgers import at_home
from vedette.respond.events import Event, NoteAdded


def test_nothing_is_made_before_somebody_needs_it(tmp_path: Path) -> None:
    place = IncidentPlace(tmp_path / "incidents", at_home(tmp_path), SYSTEM)
    assert place.handlers().keys() == {f"incident.{name}" for name in AT_HOME}
    assert not (tmp_path / "incidents").exists()
    assert place.book() is place.book()


def test_a_service_writes_no_backups_for_who_asks() -> None:
    assert set(AT_HOME) - set(SERVED) == {"backup", "restore"}


def test_what_actions_do_gets_to_their_incident_by_its_short_id(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    ident = desk.open().id
    place = IncidentPlace(tmp_path / "data" / "incidents", at_home(tmp_path / "data"), SYSTEM)
    event = Event(id=new_id(), incident=ident[:4], at="t", by="act", what=NoteAdded(id="n", text="blocked"))
    for _ in range(2):
        place.mirror(ident[:4], [event])
    (_, note) = place.book().store.events(ident)
    assert note.sent.by == "act"
    with pytest.raises(Missing):
        place.mirror("zzz", [event])
