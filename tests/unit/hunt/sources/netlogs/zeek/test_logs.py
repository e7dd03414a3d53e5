"""Which log a name is of."""

import pytest

from vedette.hunt.sources.netlogs.zeek.logs import log_of_keys, log_of_name


@pytest.mark.parametrize(
    ("name", "log"),
    [
        ("conn.log", "conn"),
        ("a.zip!/logs/2020-03-01/http.08:00:00-09:00:00.log.gz", "http"),
        ("dns.json", "dns"),
        ("smb_files.log", "smb_files"),
        ("known_hosts.2020.log", "known_hosts"),
        ("kerberos_20200301.log", "kerberos"),
        ("conn.log.labeled", "conn"),
        ("connections.txt", None),
        ("messages", None),
        ("", None),
    ],
)
def test_a_file_is_called_after_its_log(name: str, log: str | None) -> None:
    assert log_of_name(name) == log


def test_keys_nobody_knows_are_of_another_log() -> None:
    assert log_of_keys({"ts": 1, "x": 2}) == "other"
