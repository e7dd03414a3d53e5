"""Jobs that ran, and changes to them."""

import pytest

from tests.unit.hunt.sources.lines.programs.said import says


def test_a_job_that_ran_is_a_process() -> None:
    made = says("(root) CMD (/tmp/.x/run --quiet)", "CRON[9]")
    assert (made.action, made.user, made.command_line) == ("process-start", "root", "/tmp/.x/run --quiet")  # noqa: S108
    assert (made.process, made.parent, made.logsource.service) == ("/tmp/.x/run", "cron", "cron")  # noqa: S108


@pytest.mark.parametrize(
    ("message", "about"),
    [
        ("(alice) REPLACE (bob)", "bob"),
        ("(alice) DELETE (bob)", "bob"),
        ("(bob) RELOAD (crontabs/bob)", "bob"),
    ],
)
def test_a_crontab_changed_is_a_task(message: str, about: str) -> None:
    made = says(message, "crontab[9]")
    assert (made.action, made.target_user) == ("task", about)


def test_looking_at_one_is_not() -> None:
    assert says("(alice) LIST (alice)", "crontab[9]").action == "other"
