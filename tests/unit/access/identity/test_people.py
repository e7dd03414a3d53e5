"""People and organisations, and what happens to sessions when they leave or are suspended."""

import subprocess  # noqa: TID251  only another process shows what an import brings along
import sys

import pytest

from vedette.access.documents import Memory
from vedette.access.identity.members import Membership, Role
from vedette.access.identity.people import MEMBERSHIPS_MAX, People
from vedette.access.nouns import Risk
from vedette.access.tokens.revocations import Ended
from vedette.core.errors import BadInput

NOON = 1_795_348_800.0


class Ends:
    """Notes what was ended."""

    def __init__(self) -> None:
        self.seen: list[tuple[Ended, str]] = []

    def __call__(self, what: Ended, ident: str, now: float) -> None:
        assert now == NOON
        self.seen.append((what, ident))


@pytest.fixture
def ends() -> Ends:
    return Ends()


@pytest.fixture
def people(ends: Ends) -> People:
    return People(Memory(), ends)


def test_people_are_kept_as_they_are(people: People) -> None:
    made = people.add("  Ada Lovelace ", NOON, roles=[Role.REVIEWER, Role.REVIEWER])
    assert people.get(made.id) == made == people.find(made.id)
    assert (made.name, made.roles) == ("Ada Lovelace", (Role.REVIEWER,))
    assert people.all() == [made]
    assert people.give_roles(made.id, []).roles == ()


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\nb", "a\u202eb", "\0"])
def test_a_name_is_something_one_can_read(people: People, name: str) -> None:
    with pytest.raises(BadInput, match="no name"):
        people.add(name, NOON)


@pytest.mark.parametrize("role", [Role.ORG_ADMIN, Role.MEMBER])
def test_what_follows_from_a_membership_is_not_given(people: People, role: Role) -> None:
    with pytest.raises(BadInput, match="not given"):
        people.add("A", NOON, roles=[role])


def test_people_belong_to_organisations_and_leave_them(people: People, ends: Ends) -> None:
    ada, org = people.add("Ada", NOON), people.found("CERT", NOON)
    people.join(ada.id, Membership(org=org.id))
    joined = people.join(ada.id, Membership(org=org.id, team="red", admin=True))
    assert joined.member_of(org.id) == Membership(org=org.id, team="red", admin=True)
    assert people.members(org.id) == [joined]
    assert people.leave(ada.id, org.id, NOON).memberships == ()
    assert people.members(org.id) == []
    assert ends.seen == [(Ended.PERSON, ada.id)]


def test_nobody_belongs_to_what_there_is_not_or_to_everything(people: People) -> None:
    ada = people.add("Ada", NOON)
    with pytest.raises(BadInput, match="no organisation 'o-x'"):
        people.join(ada.id, Membership(org="o-x"))
    for number in range(MEMBERSHIPS_MAX):
        people.join(ada.id, Membership(org=people.found(f"O{number}", NOON).id))
    with pytest.raises(BadInput, match="too many"):
        people.join(ada.id, Membership(org=people.found("more", NOON).id))


def test_suspending_ends_sessions(people: People, ends: Ends) -> None:
    ada, org = people.add("Ada", NOON), people.found("CERT", NOON)
    assert people.suspend(ada.id, NOON).suspended
    assert people.suspend_organisation(org.id, NOON).suspended
    assert ends.seen == [(Ended.PERSON, ada.id), (Ended.ORG, org.id)]
    assert not people.readmit(ada.id).suspended
    assert not people.readmit_organisation(org.id).suspended
    assert people.organisations() == [org] == [people.organisation(org.id)]


def test_whom_nobody_knows_is_said_so(people: People) -> None:
    for look in (people.get, people.readmit, people.organisation):
        with pytest.raises(BadInput, match="there is no"):
            look("x")
    assert people.find("x") is None


def test_no_organisation_reaches_what_nobody_gets(people: People) -> None:
    with pytest.raises(BadInput, match="CX"):
        people.found("Evil", NOON, cap=Risk.CX)


def test_knowing_people_needs_no_heavy_library() -> None:
    """Local use of the command line passes here, and should start fast."""
    code = (
        "import sys, vedette.access.identity.people, vedette.access.identity.subjects;"
        "print(sorted({'joserfc', 'webauthn', 'argon2', 'cryptography'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"


def test_nobody_runs_the_house_and_reviews_in_it(people: People) -> None:
    with pytest.raises(BadInput, match="both operator and reviewer"):
        people.add("Ada", NOON, roles=[Role.REVIEWER, Role.OPERATOR])


def test_an_office_ends_with_its_term(people: People) -> None:
    ada = people.add("Ada", NOON, roles={Role.REVIEWER: NOON + 10}, inviter="p-boss")
    assert people.get(ada.id).inviter == "p-boss"
    assert ada.offices(NOON + 9) == (Role.REVIEWER,)
    assert ada.offices(NOON + 10) == ()
    assert people.in_office(Role.REVIEWER, NOON + 9) == [ada]
    assert people.in_office(Role.REVIEWER, NOON + 10) == []
    assert people.give_roles(ada.id, {Role.REVIEWER: NOON + 20}).offices(NOON + 19) == (Role.REVIEWER,)
    assert people.give_roles(ada.id, [Role.OPERATOR]).offices(NOON + 1e9) == (Role.OPERATOR,)
    people.suspend(ada.id, NOON)
    assert people.in_office(Role.OPERATOR, NOON) == []


def test_an_organisation_changes_hands_when_its_last_admin_goes(people: People) -> None:
    ada, bo, org = people.add("Ada", NOON), people.add("Bo", NOON), people.found("CERT", NOON)
    for one in (ada, bo):
        people.join(one.id, Membership(org=org.id, admin=True))
    assert {one.id for one in people.admins(org.id)} == {ada.id, bo.id}
    people.leave(ada.id, org.id, NOON)
    assert people.organisation(org.id).changed == 0
    people.leave(bo.id, org.id, NOON)
    assert people.organisation(org.id).changed == NOON


def test_an_organisation_changes_hands_when_somebody_comes_whom_nobody_there_let_in(people: People) -> None:
    ada, org = people.add("Ada", NOON), people.found("CERT", NOON)
    people.join(ada.id, Membership(org=org.id), unasked=NOON)
    assert people.organisation(org.id).changed == 0
    people.join(ada.id, Membership(org=org.id, admin=True), unasked=NOON)
    assert people.find_organisation(org.id) == people.organisation(org.id)
    assert people.organisation(org.id).changed == NOON
