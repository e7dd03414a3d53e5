"""Each format of lines is recognised, and none takes another's log."""

import time

import pytest

from tests.unit.hunt.sources.made import source
from vedette.hunt.source import Skips
from vedette.hunt.sources.formats import named, recognise

SAMPLES = {
    "journal": "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1583049601000000\nMESSAGE=a\n\n",
    "auditd": "type=USER_LOGIN msg=audit(1583049601.001:5): pid=9 uid=0 msg='acct=\"root\" res=failed'\n",
    "w3c": "#Version: 1.0\n#Fields: date time c-ip\n2020-03-01 08:00:00 203.0.113.9\n",
    "elb": (
        '2020-03-01T08:00:01.9Z lb 203.0.113.9:1 10.0.0.1:80 0.1 0.1 0.1 200 200 0 29 "GET / HTTP/1.1" -\n'
    ),
    "squid": "1583049601.003    310 10.0.0.9 TCP_MISS/200 267 GET http://a.example/ - DIRECT/203.0.113.9 -\n",
    "access": '203.0.113.9 - - [10/Oct/2020:13:55:36 -0700] "GET / HTTP/1.1" 200 23\n',
    "web-errors": "[Sun Mar  1 08:00:01 2020] [notice] started\n",
    "syslog": "Mar  1 08:00:01 web1 sshd[42]: hello\n",
}


@pytest.mark.parametrize(("name", "text"), SAMPLES.items())
def test_a_log_is_read_as_what_it_is(name: str, text: str) -> None:
    found = recognise(source(text, "messages"), None, Skips())
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text",
    [
        "2020-03-01 08:00:01,978 INFO [main] org.example.Main: started\n",
        "2020-03-01 08:00:01,978 - WARN  [main] started\n",
        "Dear Sir,\n\nthank you for your letter of Mar 1.\n",
        "\x7fELF\x02\x01\x01\0\0\0",
        "",
    ],
)
def test_what_is_no_such_log_is_not_taken_for_one(text: str) -> None:
    skips = Skips()
    found = recognise(source(text, "messages"), None, skips)
    assert found is None or found.name not in SAMPLES


LONG = ("a", '"', "\\", " ", "=", "a=", "(", "a b ", "1.", "/", ",", "; A=", "from ", "user ", "x='a' ", "0")


@pytest.mark.parametrize("name", SAMPLES)
def test_no_line_however_odd_takes_long(name: str) -> None:
    """A pattern that tries everything again at each place would take minutes at these."""
    form, sample = named(name), SAMPLES[name].split("\n")
    lines = [
        line[: len(line) // 2] + piece * (20_000 // len(piece)) + line[len(line) // 2 :]
        for piece in LONG
        for line in sample
        if line
    ]
    began = time.process_time()
    for _ in form.read(source("\n".join(lines), "messages"), Skips()):
        pass
    assert time.process_time() - began < 2
