"""Where alarms go: really sent, once, and to nobody else."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from vedette.app.live.sinks import File, Out, Syslog, Webhook, message
from vedette.core.errors import BadInput, Unavailable

HOSTILE = "evil\r\n<34>1 forged\x1b[31m\u202e"
ONE = json.dumps({"id": "a", "severity": "high", "last": "2026-03-01T08:00:00Z", "message": HOSTILE}).encode()
TWO = json.dumps({"id": "b", "severity": "low", "last": "", "message": "two"}).encode()
BOTH = [(1, ONE), (2, TWO)]


class Receiver(BaseHTTPRequestHandler):
    answer: ClassVar[int] = 200
    got: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        self.got.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.answer)
        if self.answer == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name there
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[str]:
    Receiver.answer, Receiver.got[:] = 200, []
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hook?key=1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_gets_them_in_one_request(receiver: str) -> None:
    assert Webhook(receiver).take(BOTH) == 2
    (body,) = Receiver.got
    assert [one["id"] for one in json.loads(body)["alarms"]] == ["a", "b"]
    assert json.loads(body)["alarms"][0]["message"] == HOSTILE


@pytest.mark.parametrize("answer", [302, 404, 503])
def test_what_a_webhook_does_not_take_is_kept_and_no_redirect_followed(receiver: str, answer: int) -> None:
    Receiver.answer = answer
    with pytest.raises(Unavailable, match=str(answer)):
        Webhook(receiver).take(BOTH)
    assert len(Receiver.got) == 1


def test_a_webhook_that_is_away_takes_none() -> None:
    with pytest.raises(Unavailable, match="does not take alarms"):
        Webhook("http://127.0.0.1:9/").take(BOTH)


@pytest.mark.parametrize(
    "url",
    ["http://example.org/hook", "ftp://127.0.0.1/", "https://", "https://user:word@example.org/", "nonsense"],
)
def test_some_addresses_get_no_alarms(url: str) -> None:
    with pytest.raises(BadInput):
        Webhook(url)


def test_a_file_has_each_alarm_once_whatever_happens(tmp_path: Path) -> None:
    path = tmp_path / "alarms.jsonl"
    assert File(path).take([(1, ONE)]) == 1
    with path.open("ab") as file:
        file.write(b'{"id": "cut o')
    assert File(path).take(BOTH) == 2, "a new process, which does not know what was written"
    lines = path.read_bytes().split(b"\n")
    assert [json.loads(lines[0])["id"], json.loads(lines[2])["id"]] == ["a", "b"]
    assert lines[1] == b'{"id": "cut o'
    with pytest.raises(Unavailable):
        File(tmp_path / "no" / "such").take(BOTH)


def test_standard_output_gets_lines_nothing_can_break(capsys: pytest.CaptureFixture[str]) -> None:
    import sys  # noqa: PLC0415  as it is now

    Out(sys.stdout).take(BOTH)
    written = capsys.readouterr().out
    assert len(written.splitlines()) == 2
    assert "\x1b" not in written
    assert "\u202e" not in written


def test_syslog_over_udp_is_one_message_an_alarm() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        assert Syslog(f"udp://127.0.0.1:{server.getsockname()[1]}").take(BOTH) == 2
        first, second = server.recv(65_535), server.recv(65_535)
    assert first.startswith(b"<131>1 2026-03-01T08:00:00Z - vedette - alarm - {")
    assert second.startswith(b"<133>1 - - vedette")
    assert b"\n" not in first
    assert b"\r" not in first


def test_syslog_over_tcp_counts_its_frames() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        sink = Syslog(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        thread = threading.Thread(target=sink.take, args=(BOTH,))
        thread.start()
        base, _ = server.accept()
        with base:
            got = b"".join(iter(lambda: base.recv(4096), b""))
        thread.join()
    length, _, rest = got.partition(b" ")
    assert rest[: int(length)] == message(ONE)


def test_a_syslog_server_that_is_away_takes_none() -> None:
    with pytest.raises(Unavailable):
        Syslog("tcp://127.0.0.1:9").take(BOTH)
    for wrong in ("http://a", "tcp://", "a:99999"):
        with pytest.raises(BadInput):
            Syslog(wrong)
