"""Tables of cron name times, accounts and commands."""

from vedette.triage.allowance import Allowance
from vedette.triage.documents.orders import orders
from vedette.triage.documents.orders.order import BOOT, CLOCK
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample


def told(text: str, name: str = "crontab") -> list[tuple[str, str]]:
    sample = Sample(name=name, data=text.encode(), kind=Kind.CRON)
    return [(one.command, one.when) for one in orders(sample, Allowance())]


def test_lines_are_commands_without_time_and_account() -> None:
    text = "SHELL=/bin/sh\n# 1 * * * * root no\n*/5 * * * * root curl -s x | sh\n@reboot /opt/a \\%d\n"
    assert told(text) == [("curl -s x | sh", CLOCK), ("/opt/a %d", BOOT)]


def test_accounts_of_any_name_stand_in_tables_of_the_system_alone() -> None:
    assert told("0 3 * * 1-5 backups /opt/b\n", "etc/cron.d/x") == [("/opt/b", CLOCK)]
    assert told("0 3 * * 1-5 python3 /opt/b\n", "mine.txt") == [("python3 /opt/b", CLOCK)]
