"""Whose words are read by whom."""

import pytest

from tests.unit.hunt.sources.lines.programs.said import says


@pytest.mark.parametrize(
    ("program", "service"),
    [
        ("sshd[1]", "sshd"),
        ("/usr/sbin/CRON[1]", "cron"),
        ("su(pam_unix)[1]", "auth"),
        ("clamd", "clamav"),
        ("nginx", "syslog"),
    ],
)
def test_a_program_belongs_to_a_service_rules_ask_for(program: str, service: str) -> None:
    made = says("hello", program)
    assert (made.logsource.product, made.logsource.service) == ("linux", service)


def test_what_no_one_reads_is_still_an_event() -> None:
    made = says("anything at all", "unheard-of[7]")
    assert (made.action, made.message, made.process_id) == ("other", "anything at all", 7)
