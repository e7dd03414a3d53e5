"""A folder of mixed logs, made up: a quiet week of a small company. Seeded, so always the same.

Six kinds of log in fixed shares. Names and addresses are for documentation only.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

SHARES = {
    "windows.jsonl": 0.25,
    "access.log": 0.25,
    "auth.log": 0.15,
    "conn.log": 0.15,
    "dns.log": 0.10,
    "cloudtrail.jsonl": 0.10,
}
START = datetime(2026, 3, 2, tzinfo=UTC)
SPAN = timedelta(days=5)
_ENDS = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p"
_SYSTEM = r"C:\Windows\System32"
STARTS = (
    (rf"{_SYSTEM}\services.exe", rf"{_SYSTEM}\svchost.exe", r"-k netsvcs -p"),
    (r"C:\Windows\explorer.exe", r"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE", r"/n"),
    (r"C:\Windows\explorer.exe", r"C:\Program Files\Mozilla Firefox\firefox.exe", r""),
    (rf"{_SYSTEM}\svchost.exe", rf"{_SYSTEM}\taskhostw.exe", r"Logon"),
    (rf"{_SYSTEM}\userinit.exe", r"C:\Windows\explorer.exe", r""),
    (rf"{_SYSTEM}\svchost.exe", rf"{_SYSTEM}\RuntimeBroker.exe", r"-Embedding"),
)
"""Who starts what on an ordinary day, and with which arguments."""
PAGES = ("/", "/login", "/shop", "/shop/item", "/about", "/static/app.js", "/static/site.css", "/api/cart")
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64)",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
    "Mozilla/5.0 (iPhone)",
)
NAMES = ("www.example.org", "mail.example.org", "cdn.example.net", "time.example.net", "updates.example.com")


def write(folder: Path, events: int, seed: int = 1) -> dict[str, int]:
    """Write the logs; return how many records each has."""
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for name, share in SHARES.items():
        number = round(events * share)
        chance = random.Random(f"{seed} {name}")  # noqa: S311  made up, not secret
        with (folder / name).open("w", encoding="utf-8") as file:
            file.writelines(MAKERS[name](chance, number))
        counts[name] = number
    return counts


def _times(number: int) -> Iterator[datetime]:
    step = SPAN / max(number, 1)
    return (START + step * place for place in range(number))


def _windows(chance: random.Random, number: int) -> Iterator[str]:
    for place, when in enumerate(_times(number), 1):
        host, user = f"ws{chance.randrange(40):02d}.corp.example", f"user{chance.randrange(60)}"
        parent, image, arguments = chance.choice(STARTS)
        system = {
            "Provider": {"#attributes": {"Name": "Microsoft-Windows-Sysmon"}},
            "EventID": 1,
            "Channel": "Microsoft-Windows-Sysmon/Operational",
            "Computer": host,
            "EventRecordID": place,
            "TimeCreated": {"#attributes": {"SystemTime": when.isoformat().replace("+00:00", "Z")}},
        }
        data = {
            "UtcTime": when.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3],
            "ProcessId": chance.randrange(4, 60_000),
            "Image": image,
            "CommandLine": f'"{image}" {arguments}'.strip(),
            "User": f"CORP\\{user}",
            "ParentImage": parent,
            "ParentCommandLine": f'"{parent}"',
            "CurrentDirectory": "C:\\Windows\\system32\\",
            "IntegrityLevel": "Medium",
            "Hashes": f"SHA256={chance.getrandbits(256):064X}",
        }
        yield json.dumps({"Event": {"System": system, "EventData": data}}) + "\n"


def _access(chance: random.Random, number: int) -> Iterator[str]:
    for when in _times(number):
        page = chance.choice(PAGES)
        query = f"?id={chance.randrange(500)}&sort=name" if page == "/shop/item" else ""
        yield (
            f"198.51.100.{chance.randrange(250)} - - [{when:%d/%b/%Y:%H:%M:%S} +0000] "
            f'"GET {page}{query} HTTP/1.1" {chance.choice((200, 304, 404))} {chance.randrange(200, 9000)} '
            f'"https://www.example.org/" "{chance.choice(AGENTS)}"\n'
        )


def _auth(chance: random.Random, number: int) -> Iterator[str]:
    for place, when in enumerate(_times(number)):
        user, address = (
            f"user{chance.randrange(60)}",
            f"10.0.{chance.randrange(4)}.{chance.randrange(2, 250)}",
        )
        says = (
            f"Accepted publickey for {user} from {address} port {chance.randrange(1024, 65_000)} ssh2",
            f"pam_unix(sshd:session): session opened for user {user}(uid=1000) by (uid=0)",
            f"pam_unix(sshd:session): session closed for user {user}",
        )[place % 3]
        program = f"sshd[{chance.randrange(300, 30_000)}]"
        yield f"{when:%b} {when.day:2d} {when:%H:%M:%S} srv{place % 5} {program}: {says}\n"


def _conn(chance: random.Random, number: int) -> Iterator[str]:
    names = f"{_ENDS} proto service duration orig_bytes resp_bytes conn_state"
    yield "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    yield "#fields\t" + names.replace(" ", "\t") + "\n"
    yield "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\n"
    for when in _times(number):
        row = (
            f"{when.timestamp():.6f}",
            f"C{chance.getrandbits(60):x}",
            f"10.0.{chance.randrange(4)}.{chance.randrange(2, 250)}",
            chance.randrange(1024, 65_000),
            f"192.0.2.{chance.randrange(1, 120)}",
            chance.choice((443, 443, 443, 80, 53)),
            "tcp",
            "ssl",
            f"{chance.expovariate(0.1):.4f}",
            int(chance.expovariate(1 / 2000)),
            int(chance.expovariate(1 / 20_000)),
            "SF",
        )
        yield "\t".join(map(str, row)) + "\n"


def _dns(chance: random.Random, number: int) -> Iterator[str]:
    yield "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n"
    names = f"{_ENDS} proto query qtype_name rcode_name Z answers"
    yield "#fields\t" + names.replace(" ", "\t") + "\n"
    types = "time string addr port addr port enum string string string count vector[string]"
    yield "#types\t" + types.replace(" ", "\t") + "\n"
    for when in _times(number):
        row = (
            f"{when.timestamp():.6f}",
            f"C{chance.getrandbits(60):x}",
            f"10.0.{chance.randrange(4)}.{chance.randrange(2, 250)}",
            chance.randrange(1024, 65_000),
            "10.0.0.1",
            53,
            "udp",
            chance.choice(NAMES),
            "A",
            "NOERROR",
            0,
            f"192.0.2.{chance.randrange(1, 120)}",
        )
        yield "\t".join(map(str, row)) + "\n"


def _cloudtrail(chance: random.Random, number: int) -> Iterator[str]:
    calls = (
        ("s3", "GetObject"),
        ("ec2", "DescribeInstances"),
        ("sts", "GetCallerIdentity"),
        ("s3", "ListObjects"),
    )
    for when in _times(number):
        service, name = chance.choice(calls)
        user = f"user{chance.randrange(12)}"
        yield (
            json.dumps(
                {
                    "eventVersion": "1.08",
                    "eventTime": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
                    "eventSource": f"{service}.amazonaws.com",
                    "eventName": name,
                    "awsRegion": "eu-central-1",
                    "sourceIPAddress": f"198.51.100.{chance.randrange(20)}",
                    "userAgent": "aws-cli/2.15",
                    "userIdentity": {"type": "IAMUser", "userName": user, "accountId": "111122223333"},
                    "requestParameters": {"bucketName": "reports"},
                    "eventID": f"{chance.getrandbits(128):032x}",
                    "readOnly": True,
                    "eventType": "AwsApiCall",
                    "recipientAccountId": "111122223333",
                }
            )
            + "\n"
        )


MAKERS: dict[str, Callable[[random.Random, int], Iterator[str]]] = {
    "windows.jsonl": _windows,
    "access.log": _access,
    "auth.log": _auth,
    "conn.log": _conn,
    "dns.log": _dns,
    "cloudtrail.jsonl": _cloudtrail,
}
