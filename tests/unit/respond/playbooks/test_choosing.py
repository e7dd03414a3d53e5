"""Which playbook fits what was seen."""

from vedette.respond.playbooks.choosing import by_signs


def best(*seen: str) -> str:
    return by_signs(seen)[0].name


def test_what_few_playbooks_name_decides() -> None:
    assert best("T1486", "T1078") == "ransomware"
    assert best("T1505.003", "T1190", "T1078") == "web-shell"
    assert best("T1110.003", "T1110") == "stolen-credentials"
    assert best("T1195.002", "T1059.006") == "malicious-package"
    assert best("CWE-798") == "exposed-secret"
    assert best("T0855", "T1078") == "ot-intrusion"
    assert best("T1498.001") == "denial-of-service"


def test_nothing_fits_what_no_playbook_names() -> None:
    assert by_signs(["T9999", "CWE-1"]) == ()


def test_it_says_why() -> None:
    assert by_signs(["T1486"])[0].because == ("T1486",)
