import pytest

from vedette.access.nouns import Remedy
from vedette.app.job_answers import Missing
from vedette.app.model_answers import Offered, Profiles
from vedette.doors.api.wire import catalogue

REMEDY = Remedy(code="apply_tier", text="Apply for tier T4.")
PROFILES = Profiles(
    profiles=(
        Offered(name="vedette-core", says="engines", allowed=True, attached=True, roles=()),
        Offered(
            name="vedette-critical",
            says="strong",
            allowed=False,
            attached=False,
            roles=(),
            remedies=(REMEDY,),
        ),
    )
)


def test_models_are_listed_so_that_both_kinds_of_client_can_read_it() -> None:
    made = catalogue.listed(PROFILES)
    assert (made["object"], made["has_more"], made["last_id"]) == ("list", False, "vedette-critical")
    first, second = made["data"]
    assert (first["object"], first["type"], first["owned_by"]) == ("model", "model", "vedette")
    assert first["created_at"] == "2026-11-28T00:00:00Z"
    assert second["vedette"]["remedies"] == [{"code": "apply_tier", "text": "Apply for tier T4."}]


def test_one_is_shown_and_what_is_not_there_is_not() -> None:
    assert catalogue.shown("vedette-core", PROFILES)["id"] == "vedette-core"
    with pytest.raises(Missing, match="no model is called"):
        catalogue.shown("vedette", PROFILES)
    assert catalogue.listed(Profiles(profiles=()))["first_id"] is None
