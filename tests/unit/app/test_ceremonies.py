import json
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.unit.app.house import House, Member, house
from vedette.access.tokens.challenges import Unauthenticated
from vedette.app import programme_requests as asked
from vedette.app import strangers
from vedette.app.ceremonies import DEVICE_LASTS
from vedette.app.job_answers import TooMany
from vedette.core.errors import BadInput, Refused


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


def invited(operator: Member, name: str) -> str:
    link = operator.ask("identity.invite", asked.Invite(name=name, org=f"{name}'s")).link
    return link.partition("#enrol=")[2]


def passkey(place: House, who: Member, secret: str) -> dict[str, object]:
    options = json.dumps(place.service.ceremonies.enrol_start(secret)["options"])
    done: dict[str, object] = place.service.ceremonies.enrol_finish(
        secret, json.loads(who.keys.create(options)), "key"
    )
    return done


def test_one_passkey_is_not_enough_to_come_in(place: House, operator: Member) -> None:
    ana = Member(place)
    first = passkey(place, ana, invited(operator, "Ana"))
    assert not first["complete"]
    with pytest.raises(Refused, match="one way in"):
        ana.sign_in()
    second = passkey(place, ana, str(first["link"]))
    assert second == {"complete": True, "link": ""}
    assert ana.sign_in().id


def test_a_recovery_code_is_the_other_way_in_and_ends_all_sessions(place: House, operator: Member) -> None:
    door, ben = place.service.ceremonies, Member(place)
    secret = invited(operator, "Ben")
    with pytest.raises(Refused, match="no passkey yet"):
        door.enrol_recovery(secret)
    first = passkey(place, ben, secret)
    code = door.enrol_recovery(str(first["link"]))["code"]
    person = ben.sign_in().id
    with pytest.raises(Refused):
        door.recover(person, "not-the-code")
    link = door.recover(person, code)["link"]
    with pytest.raises(Unauthenticated):
        ben.caller()
    passkey(place, ben, link)
    assert ben.sign_in().id == person


def test_a_session_is_bound_to_the_key_it_began_with(place: House, operator: Member) -> None:
    thief = Member(place)
    thief.session = operator.session
    with pytest.raises(Unauthenticated):
        thief.refresh()
    assert operator.refresh().id


def test_no_session_begins_for_a_purpose_nobody_knows(operator: Member) -> None:
    with pytest.raises(BadInput, match="no such purpose"):
        operator.sign_in("mischief")
    assert operator.sign_in("operations").caller().purpose == "operations"


def test_a_program_is_let_in_by_its_code_once_and_by_nobody_else(place: House, operator: Member) -> None:
    door, program, other = place.service.ceremonies, Member(place), Member(place)
    waits = door.device(program.shown(), "own_code")
    assert door.poll(program.shown(), waits["device"]) == {"session": "", "name": ""}
    with pytest.raises(BadInput, match="no such program"):
        door.poll(other.shown(), waits["device"])
    let = operator.ask("identity.connect", asked.Connect(code=f" {waits['code'].lower()} "))
    assert let.key == program.holder.thumbprint
    with pytest.raises(BadInput, match="no program waits"):
        operator.ask("identity.connect", asked.Connect(code=waits["code"]))
    said = door.poll(program.shown(), waits["device"])
    program.session = said["session"]
    assert said["name"]
    assert program.refresh().id == operator.id
    with pytest.raises(BadInput):
        door.poll(program.shown(), waits["device"])


def test_a_code_is_good_for_ten_minutes(place: House, operator: Member) -> None:
    program = Member(place)
    waits = place.service.ceremonies.device(program.shown(), "own_code")
    place.now += DEVICE_LASTS
    try:
        with pytest.raises(BadInput, match="no such program"):
            place.service.ceremonies.poll(program.shown(), waits["device"])
        with pytest.raises(BadInput, match="no program waits"):
            operator.refresh().ask("identity.connect", asked.Connect(code=waits["code"]))
    finally:
        place.now -= DEVICE_LASTS
        operator.refresh()


def test_strangers_fill_nothing(place: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "A_NETWORK", 5)
    documents, door, program = place.service.parts.documents, place.service.ceremonies, Member(place)
    before = len(documents.all("challenge")) + len(documents.all("device"))
    place.now += 60
    for number in range(20):
        with suppress(TooMany):
            if number % 2:
                door.login_start("192.0.2.0/24")
            else:
                door.device(program.shown(), "own_code", "192.0.2.0/24")
    assert len(documents.all("challenge")) + len(documents.all("device")) <= before + 5
    assert door.login_start("198.51.100.0/24")["options"]
