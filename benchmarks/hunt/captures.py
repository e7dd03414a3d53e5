"""Captures to flows: how fast beside nfstream, and how well names agree with tshark's.

CAPTURE is any big mixed capture, DNS_CAPTURE one of DNS alone (made up unless given: `DNS_PACKETS=400000`).
NFSTREAM is a Python that has nfstream, SCAPY one that has scapy, TSHARK the program, CAPTURES a folder of
captures to compare names in, each by itself: of captures put one behind the other tshark makes
retransmissions. All may be left out.
"""

from __future__ import annotations

import gc
import json
import os
import random
import resource
import statistics
import struct
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.options import Options
from benchmarks.processes import measure, output_of
from vedette.doors.cli.entry import LOOK_FOR_CIRCLES_AFTER
from vedette.hunt import actions
from vedette.hunt.network.formats import read_capture
from vedette.hunt.source import Skips, Source

Names = Counter[tuple[str, str, str]]
"""Ports of both ends and what was named, and how often."""

FILES_MAX = 300
_ENDINGS = {".pcap", ".pcapng", ".cap", ".trace"}
_LIBRARIES = {
    "nfstream": """
import sys
from nfstream import NFStreamer
if __name__ == "__main__":
    sum(1 for _ in NFStreamer(source=sys.argv[1], n_dissections=20, n_meters=1))
""",
    "scapy": """
import sys
from scapy.all import IP, TCP, UDP, IPv6, PcapReader
flows = set()
with PcapReader(sys.argv[1]) as packets:
    for packet in packets:
        ip = packet.getlayer(IP) or packet.getlayer(IPv6)
        over = packet.getlayer(TCP) or packet.getlayer(UDP)
        if ip and over:
            flows.add(frozenset(((ip.src, over.sport), (ip.dst, over.dport))))
""",
}
"""How a Python library makes flows of a capture; each is given as an option of its name, in capitals."""
_FIELDS = (
    "tcp.srcport", "udp.srcport", "tcp.dstport", "udp.dstport", "tls.handshake.extensions_server_name",
    "http.host",
)  # fmt: skip


def run_captures(options: Options) -> dict[str, object]:
    """Measure what the options name; a figure nobody gave data for is None."""
    runs = int(options.get("RUNS", "3"))
    found: dict[str, object] = {
        "pcap_mb_per_cpu_s": None, "dns_mb_per_cpu_s": None, "times_nfstream": None, "sni_agreement": None,
        "host_agreement": None, "capture_peak_mb": None,
    }  # fmt: skip
    peaks: list[float] = []
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as home:
        packets = int(options.get("DNS_PACKETS", "400000"))
        names = options.path("DNS_CAPTURE") or _made(Path(home), packets, 16)
        found["dns_mb_per_cpu_s"] = round(speed(names, runs, peaks), 1)
        worst = _made(Path(home), packets, 60_000)
        found["dns_new_ports_mb_per_cpu_s"] = round(speed(worst, runs, peaks), 1)
    mixed = options.path("CAPTURE")
    if mixed is not None:
        ours = speed(mixed, runs, peaks)
        found["pcap_mb_per_cpu_s"] = round(ours, 1)
        for library, script in _LIBRARIES.items():
            if (python := options.path(library.upper())) is not None:
                theirs = _by_library(python, script, mixed)
                found |= {
                    f"{library}_mb_per_cpu_s": round(theirs, 1),
                    f"times_{library}": round(ours / theirs, 1),
                }
        if (program := options.path("TSHARK")) is not None:
            theirs = _tshark(program, mixed)
            found |= {"tshark_mb_per_cpu_s": round(theirs, 1), "times_tshark": round(ours / theirs, 1)}
    found["capture_peak_mb"] = round(max(peaks), 1)
    folder, tshark = options.path("CAPTURES"), options.path("TSHARK")
    if folder is not None and tshark is not None:
        found |= agreement(folder, tshark)
    return found


def speed(capture: Path, runs: int, peaks: list[float]) -> float:
    """Return MB a second of processor time, the median of some runs, each in a process of its own."""
    measured = []
    for _ in range(runs):
        cost = measure([sys.executable, "-m", "benchmarks.hunt.captures", str(capture)])
        cpu, peak = json.loads(cost.words.strip().splitlines()[-1])
        measured.append(capture.stat().st_size / 1e6 / float(cpu))
        peaks.append(float(peak))
    return statistics.median(measured)


def _by_library(python: Path, script: str, capture: Path) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(script)
        file.flush()
        cost = measure([str(python), file.name, str(capture)])
    return capture.stat().st_size / 1e6 / cost.cpu


def _tshark(program: Path, capture: Path) -> float:
    """Return MB a second of processor time for the names alone: it makes no flows on the way."""
    cost = measure(_asking(program, capture))
    return capture.stat().st_size / 1e6 / cost.cpu


def peers(options: Options) -> list[str]:
    """Name the programs ours is held against, with their versions."""
    found = []
    for library in _LIBRARIES:
        if (python := options.path(library.upper())) is not None:
            said = f"from importlib.metadata import version; print('{library}', version('{library}'))"
            found.append(output_of([str(python), "-c", said]).strip())
    if (tshark := options.path("TSHARK")) is not None:
        found.append(output_of([str(tshark), "--version"]).splitlines()[0].partition(" (Git")[0])
    return found


def agreement(folder: Path, tshark: Path) -> dict[str, object]:
    """Compare server names and hosts, file by file: the share of tshark's that we have as well."""
    files = sorted(one for one in folder.rglob("*") if one.suffix in _ENDINGS)
    totals, shared = Counter[str](), Counter[str]()
    for path in files[:: max(1, len(files) // FILES_MAX)]:
        theirs, ours = _theirs(path, tshark), _ours(path)
        for what, names in theirs.items():
            totals[what] += names.total()
            shared[what] += (names & ours[what]).total()
    return {
        f"{what}_agreement": round(shared[what] / totals[what], 4) if totals[what] else None
        for what in ("sni", "host")
    }


def _theirs(path: Path, tshark: Path) -> Mapping[str, Names]:
    """Ask tshark; a server name counts once a connection, a host once a request."""
    found = {"sni": Names(), "host": Names()}
    for line in output_of(_asking(tshark, path)).splitlines():
        parts = line.split("|")
        if len(parts) != len(_FIELDS):
            continue
        tcp, udp, other_tcp, other_udp, names, hosts = parts
        ends = (tcp or udp).rpartition(";")[2], (other_tcp or other_udp).rpartition(";")[2]
        for one in filter(None, names.split(";")):
            found["sni"][(*ends, one.lower().rstrip("."))] = 1
        for one in filter(None, hosts.split(";")):
            found["host"][(*ends, one.lower())] += 1
    return found


def _asking(tshark: Path, path: Path) -> list[str]:
    asked = [
        str(tshark),
        "-n",
        "-r",
        str(path),
        "-Y",
        "tls.handshake.type==1 || http.request",
        "-T",
        "fields",
    ]
    asked += ["-E", "separator=|", "-E", "occurrence=a", "-E", "aggregator=;"]
    for one in _FIELDS:
        asked += ["-e", one]
    return asked


def _ours(path: Path) -> Mapping[str, Names]:
    found = {"sni": Names(), "host": Names()}
    for event in read_capture(_source(path), Skips()):
        ends = str(event.source_port), str(event.destination_port)
        if event.action == actions.TLS and event.domain:
            found["sni"][(*ends, event.domain)] = 1
        host = event.fields.get("host") if event.protocol in {"http", "ssdp"} else None
        if isinstance(host, str):
            found["host"][(*ends, host.lower())] += 1
    return found


def _source(path: Path) -> Source:
    return Source(number=0, name=path.name, size=path.stat().st_size, open=lambda: path.open("rb"))


def _made(folder: Path, packets: int, ports: int) -> Path:
    """Write a capture of questions and answers: some names often, some never again.

    Each client asks from so many ports: with few, flows have many packets, with many nearly each is a flow.
    """
    path = folder / "dns.pcap"
    with path.open("wb", buffering=1 << 20) as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for time_, frame in _frames(packets, ports, random.Random(7)):  # noqa: S311  not a secret
            file.write(struct.pack("<IIII", time_ // 1_000_000, time_ % 1_000_000, len(frame), len(frame)))
            file.write(frame)
    return path


def _frames(packets: int, ports: int, chance: random.Random) -> Iterator[tuple[int, bytes]]:
    names = [_name(f"{chance.randbytes(2).hex()}.{chance.randbytes(3).hex()}.com") for _ in range(5000)]
    addresses = [chance.randbytes(4) for _ in range(9000)]
    now = 1_700_000_000_000_000
    for _ in range(packets // 2):
        now += chance.randint(20, 3000)
        ends = bytes((10, 0, chance.randrange(8), chance.randrange(1, 250))), bytes((10, 0, 0, 2))
        port, number = 1024 + chance.randrange(ports), chance.randbytes(2)
        asked = chance.choice(names) if chance.randrange(20) else _name(chance.randbytes(18).hex() + ".t.net")
        question = asked + b"\0\1\0\1"
        yield now, _datagram(ends, (port, 53), number + b"\1\0\0\1\0\0\0\0\0\0" + question)
        count = chance.choice((1, 1, 1, 2, 4))
        told = b"".join(b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + chance.choice(addresses) for _ in range(count))
        head = number + b"\x81\x80\0\1" + bytes((0, count)) + bytes(4)
        yield now + 20_000, _datagram(ends[::-1], (53, port), head + question + told)


def _name(text: str) -> bytes:
    return b"".join(bytes((len(one),)) + one.encode() for one in text.split(".")) + b"\0"


def _datagram(ends: tuple[bytes, bytes], ports: tuple[int, int], payload: bytes) -> bytes:
    size = len(payload)
    head = struct.pack(">BBHHHBBH", 0x45, 0, 28 + size, 1, 0, 64, 17, 0) + ends[0] + ends[1]
    return bytes(12) + b"\x08\x00" + head + struct.pack(">HHHH", *ports, 8 + size, 0) + payload


def main() -> None:
    """Read one capture to its end, twice, and say on standard error what it took once everything is warm."""
    gc.set_threshold(LOOK_FOR_CIRCLES_AFTER)  # as every command does when it starts
    source = _source(Path(sys.argv[1]))
    deque(read_capture(source, Skips()), maxlen=0)
    began = time.process_time()
    deque(read_capture(source, Skips()), maxlen=0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    os.write(2, json.dumps([time.process_time() - began, peak]).encode() + b"\n")


if __name__ == "__main__":
    main()
