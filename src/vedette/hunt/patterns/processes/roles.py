"""What programs are for, by name, and which of them should hardly ever start which others.

Weights: 0.9 where there is next to no honest reason, 0.6 where there are some, 0.4 where it depends. None
is enough alone; how rare the pair is and what the command says decide.
"""

from __future__ import annotations

from typing import Final, NamedTuple


def _names(role: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), role)


ROLES: Final[dict[str, str]] = {
    **_names(
        "office",
        (
            "winword excel powerpnt outlook msaccess mspub visio onenote eqnedt32 acrord32"
            " acrobat foxitreader foxitpdfreader"
            " soffice.bin soffice swriter scalc hwp et wps"
        ),
    ),
    **_names("browser", "chrome firefox msedge iexplore opera brave vivaldi"),
    **_names(
        "web server",
        (
            "w3wp httpd nginx apache2 php-cgi php-fpm lighttpd tomcat tomcat8 tomcat9"
            " tomcat10 caddy umworkerprocess"
        ),
    ),
    **_names("application server", "java javaw node coldfusion jrunsvc ruby gunicorn uwsgi"),
    **_names("database", "sqlservr mysqld mariadbd postgres oracle mongod redis-server sqlagent"),
    **_names("system process", "lsass spoolsv csrss smss wininit lsm searchindexer fontdrvhost dwm"),
    **_names("service manager", "services"),
    **_names("WMI host", "wmiprvse"),
    **_names("DCOM host", "mmc dllhost wsmprovhost winrshost"),
    **_names("accessibility tool", "sethc utilman osk magnify narrator displayswitch atbroker"),
    **_names("shell", "cmd powershell pwsh powershell_ise bash sh dash zsh ksh"),
    **_names("script host", "wscript cscript mshta"),
    **_names(
        "proxy",
        (
            "rundll32 regsvr32 msbuild installutil regasm regsvcs cmstp odbcconf hh mavinject"
            " forfiles pcalua msxsl"
        ),
    ),
    **_names("transfer", "certutil bitsadmin curl wget ftp tftp"),
    **_names(
        "question",
        (
            "whoami net net1 ipconfig systeminfo nltest tasklist netstat quser qwinsta"
            " arp route nslookup dsquery adfind hostname"
            " id uname ifconfig getent wmic"
        ),
    ),
}


_NAME_MAX: Final = 128
_UNKNOWN: Final = frozenset({"", "-", "?", "unknown", "<unknown>", "<unknown process>", "unknown process"})


class Danger(NamedTuple):
    """Why one program should not start another."""

    weight: float
    words: str
    techniques: tuple[str, ...]


_RUNS: Final = ("shell", "script host", "proxy", "transfer", "question")


def _pairs(parent: str, children: tuple[str, ...], danger: Danger) -> dict[tuple[str, str], Danger]:
    return {(parent, child): danger for child in children}


PAIRS: Final[dict[tuple[str, str], Danger]] = {
    **_pairs(
        "office",
        _RUNS,
        Danger(0.9, "a document's program starts a program that runs commands", ("T1204.002", "T1059")),
    ),
    **_pairs(
        "web server",
        _RUNS,
        Danger(0.8, "a web server starts a program that runs commands", ("T1505.003", "T1059")),
    ),
    **_pairs(
        "application server",
        _RUNS,
        Danger(0.4, "an application server runs commands", ("T1190", "T1059")),
    ),
    **_pairs(
        "database",
        _RUNS,
        Danger(0.8, "a database starts a program that runs commands", ("T1190", "T1059")),
    ),
    **_pairs(
        "system process",
        _RUNS,
        Danger(0.8, "a process of the system starts a program that runs commands", ("T1055",)),
    ),
    **_pairs(
        "accessibility tool",
        _RUNS,
        Danger(0.9, "a tool of the logon screen starts a program that runs commands", ("T1546.008",)),
    ),
    **_pairs(
        "browser",
        ("shell", "script host", "proxy", "transfer"),
        Danger(0.6, "a browser runs commands", ("T1189", "T1059")),
    ),
    **_pairs(
        "service manager",
        ("shell", "script host", "proxy"),
        Danger(0.6, "a service is a command", ("T1569.002",)),
    ),
    **_pairs("WMI host", _RUNS, Danger(0.5, "commands run through WMI", ("T1047",))),
    **_pairs(
        "DCOM host",
        ("shell", "script host", "proxy"),
        Danger(0.5, "commands run through a management interface", ("T1021.003",)),
    ),
    **_pairs(
        "script host",
        ("shell", "script host", "proxy", "transfer"),
        Danger(0.6, "a script starts a program that runs commands", ("T1059.005",)),
    ),
    **_pairs(
        "proxy",
        ("shell", "script host", "transfer", "question"),
        Danger(0.6, "a program that runs others' code runs commands", ("T1218",)),
    ),
}

PARENTS: Final[dict[str, frozenset[str]]] = {
    "svchost": frozenset({"services", "msmpeng", "svchost", "ngen", "mrt", "rpcnet"}),
    "services": frozenset({"wininit"}),
    "lsass": frozenset({"wininit"}),
    "spoolsv": frozenset({"services"}),
    "csrss": frozenset({"smss", "svchost"}),
    "wininit": frozenset({"smss"}),
    "winlogon": frozenset({"smss"}),
    "smss": frozenset({"smss", "system"}),
    "taskhostw": frozenset({"svchost", "services"}),
    "userinit": frozenset({"winlogon"}),
}
"""Who alone starts a process of the system."""


def base(path: str) -> str:
    """Name a program without folder and ending, in lower case."""
    name = path.replace("\\", "/").rpartition("/")[2][-_NAME_MAX:].lower()
    return name.removesuffix(".exe")


def danger(parent: str, child: str) -> Danger | None:
    """Say why one program (by its base name) should not start another; nothing of an unknown parent."""
    if parent in _UNKNOWN:
        return None
    known = PARENTS.get(child)
    if known is not None and parent not in known:
        return Danger(0.8, f"{child} is started only by {' or '.join(sorted(known)[:2])}", ("T1036", "T1055"))
    return PAIRS.get((ROLES.get(parent, ""), ROLES.get(child, "")))
