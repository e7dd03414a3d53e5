"""Which rules look at which events, and that looking at thousands at once changes no answer."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from tests.unit.hunt.sigma.probe import event, loaded, rule, windows
from vedette.hunt.event import Logsource
from vedette.hunt.sigma import memory, plans
from vedette.hunt.sigma.closures import closure
from vedette.hunt.sigma.matcher import PLANS_KEPT, Matcher
from vedette.hunt.sigma.reading import load_rules
from vedette.hunt.sigma.values import Look

SYSMON = "Microsoft-Windows-Sysmon/Operational"
PROCESS = {"product": "windows", "category": "process_creation"}


def of(logsource: dict[str, str], detection: str = "{Image|endswith: '\\cmd.exe'}") -> Matcher:
    return Matcher(loaded(rule(detection, logsource=logsource)))


def test_a_rule_on_processes_looks_at_sysmon_and_at_security_and_nowhere_else() -> None:
    matcher = of(PROCESS)
    assert matcher.match(windows(SYSMON, 1, Image="C:\\cmd.exe")) == [0]
    assert matcher.match(windows("Security", 4688, NewProcessName="C:\\cmd.exe")) == [0]
    assert matcher.match(windows(SYSMON, 5, Image="C:\\cmd.exe")) == []
    assert matcher.match(windows("Security", 4689, NewProcessName="C:\\cmd.exe")) == []
    assert matcher.match(windows("Application", 1, Image="C:\\cmd.exe")) == []


def test_event_ids_count_whether_they_are_numbers_or_text() -> None:
    matcher = of(PROCESS)
    one = windows(SYSMON, 1, Image="C:\\cmd.exe")
    one.fields["EventID"] = "1"
    assert matcher.match(one) == [0]
    one.fields["EventID"] = ["1", "2"]
    assert matcher.match(one) == [0]


def test_a_rule_on_the_registry_finds_what_security_calls_otherwise() -> None:
    matcher = of(
        {"product": "windows", "category": "registry_set"},
        "{TargetObject|endswith: '\\Run\\x', Details: evil}",
    )
    changed = {"ObjectName": "\\REGISTRY\\Run\\x", "NewValue": "evil"}
    existing = changed | {"OperationType": "Existing registry value modified"}
    assert matcher.match(windows(SYSMON, 13, TargetObject="HKU\\Run\\x", Details="evil")) == [0]
    assert matcher.match(windows("Security", 4657, **existing)) == [0]
    assert matcher.match(windows("Security", 4657, **changed, OperationType="Registry value deleted")) == []


def test_null_holds_for_the_empty_element_windows_writes_for_nothing() -> None:
    matcher = of(PROCESS, "{Image: a, Company: null}")
    assert matcher.match(windows(SYSMON, 1, Image="a", Company="")) == [0]
    assert matcher.match(windows(SYSMON, 1, Image="a")) == [0]
    assert matcher.match(windows(SYSMON, 1, Image="a", Company="x")) == []


def test_a_rule_on_a_service_looks_at_its_channel_and_the_ids_it_names() -> None:
    matcher = of(
        {"product": "windows", "service": "security"}, "{EventID: [4624, 4625], TargetUserName: anna}"
    )
    assert matcher.match(windows("Security", 4625, TargetUserName="Anna")) == [0]
    assert matcher.match(windows("Security", 4634, TargetUserName="anna")) == []
    assert matcher.match(windows("System", 4625, TargetUserName="anna")) == []


def test_an_event_id_that_must_not_be_is_heeded() -> None:
    matcher = of(
        {"product": "windows", "service": "system"},
        "{a: {Level: 2}, filter: {EventID: 7}, condition: a and not filter}",
    )
    assert matcher.match(windows("System", 8, Level=2)) == [0]
    assert matcher.match(windows("System", 7, Level=2)) == []


def test_a_rule_for_all_of_windows_looks_at_every_channel_and_at_nothing_else() -> None:
    matcher = of({"product": "windows"}, "['lsadump::']")
    assert matcher.match(windows("Anything", 99, Data=["x LSADUMP::sam"])) == [0]
    assert matcher.match(event({"x": "lsadump::sam"}, Logsource("linux", "", "auth"))) == []


@pytest.mark.parametrize(
    "logsource",
    [
        {"product": "windows", "category": "file_rename"},
        {"product": "windows", "service": "no-such-thing"},
    ],
)
def test_a_log_source_nobody_maps_is_listed_and_never_run_everywhere(logsource: dict[str, str]) -> None:
    ruleset = load_rules([("x.yml", rule("{Image: a}", logsource=logsource))])
    assert ruleset.rules == ()
    assert "no log of Windows" in ruleset.unusable[0].reason


def test_windows_events_without_a_channel_go_by_their_category() -> None:
    matcher = of(PROCESS)
    bare = Logsource("windows", "process_creation", "")
    assert matcher.match(event({"Image": "C:\\cmd.exe"}, bare)) == [0]
    assert matcher.match(event({}, bare, process="C:\\cmd.exe")) == [0], "the column stands in"
    assert matcher.match(event({"Image": "C:\\cmd.exe"}, Logsource("windows", "image_load", ""))) == []
    assert matcher.match(event({"Image": "C:\\cmd.exe"}, Logsource("linux", "process_creation", ""))) == []


def test_sysmon_for_linux_is_linux() -> None:
    matcher = of({"product": "linux", "category": "process_creation"}, "{Image|endswith: /sh}")
    fields = {"Channel": "Linux-Sysmon/Operational", "EventID": 1, "Image": "/bin/sh"}
    assert matcher.match(event(fields, Logsource("linux", "process_creation", "sysmon"))) == [0]
    assert of(PROCESS, "{Image|endswith: /sh}").match(windows(SYSMON, 1, Image="/bin/sh")) == [0]


@pytest.mark.parametrize(
    ("logsource", "source", "columns", "fits"),
    [
        ({"category": "proxy"}, Logsource("squid", "proxy", ""), {}, True),
        ({"category": "proxy"}, Logsource("zeek", "", "http"), {"action": "http"}, True),
        ({"category": "proxy"}, Logsource("apache", "webserver", ""), {"action": "http"}, False),
        ({"category": "webserver"}, Logsource("nginx", "webserver", ""), {"action": "http"}, True),
        ({"category": "webserver"}, Logsource("zeek", "", "dns"), {"action": "dns"}, False),
        ({"category": "dns"}, Logsource("zeek", "", "dns"), {"action": "dns"}, True),
        ({"category": "firewall"}, Logsource("netflow", "", ""), {"action": "connection"}, True),
        ({"product": "aws", "service": "cloudtrail"}, Logsource("aws", "", "cloudtrail"), {}, True),
        ({"product": "aws", "service": "cloudtrail"}, Logsource("azure", "", "cloudtrail"), {}, False),
        ({"product": "linux", "service": "auth"}, Logsource("linux", "", "sshd"), {}, True),
        ({"product": "linux", "service": "auditd"}, Logsource("linux", "", "sshd"), {}, False),
        ({"product": "linux"}, Logsource("linux", "", "cron"), {}, True),
        (
            {"product": "kubernetes", "category": "application", "service": "audit"},
            Logsource("kubernetes", "", "audit"),
            {},
            True,
        ),
        ({"service": "apache"}, Logsource("apache", "webserver", ""), {}, True),
        ({"product": "linux", "service": "syslog"}, Logsource("linux", "", "cron"), {}, True),
        ({"product": "linux", "service": "syslog"}, Logsource("linux", "", "auditd"), {}, False),
        ({"product": "linux", "service": "sudo"}, Logsource("linux", "", "sshd"), {}, False),
        ({"product": "m365", "service": "exchange"}, Logsource("m365", "", "audit"), {}, True),
    ],
)
def test_other_rules_go_by_log_source(
    logsource: dict[str, str], source: Logsource, columns: dict[str, Any], *, fits: bool
) -> None:
    assert (of(logsource, "{x: y}").match(event({"x": "y"}, source, **columns)) == [0]) is fits


def test_sigmas_names_find_what_a_record_calls_otherwise() -> None:
    matcher = of(
        {"category": "webserver"},
        "{cs-uri-query|contains: union, cs-method: GET, sc-status: 200, c-ip: 1.2.3.4}",
    )
    columns: dict[str, Any] = {"method": "GET", "url": "/a?q=UNION+select", "status": 200}
    nginx = Logsource("nginx", "webserver", "")
    assert matcher.match(event({"raw": "…"}, nginx, source_ip="1.2.3.4", **columns)) == [0]
    assert matcher.match(event({"raw": "…"}, nginx, source_ip="1.2.3.5", **columns)) == []
    own = {"cs-method": "POST"}
    assert matcher.match(event(own, nginx, source_ip="1.2.3.4", **columns)) == [], (
        "the record's own name first"
    )


def test_names_with_spaces_and_other_spellings_are_found() -> None:
    matcher = of({"product": "windows", "service": "windefend"}, "{ThreatName|contains: eicar}")
    channel = "Microsoft-Windows-Windows Defender/Operational"
    assert matcher.match(windows(channel, 1116, **{"Threat Name": "Virus:EICAR"})) == [0]
    files = of({"product": "windows", "category": "file_event"}, "{TargetFilename|endswith: .hta}")
    assert files.match(windows(SYSMON, 11, TargetFileName="C:\\a.hta")) == [0]


def test_rules_on_scanners_and_names_asked_for_look_at_windows_logs_too() -> None:
    scanner = of({"category": "antivirus"}, "{Signature|contains: mimikatz}")
    channel = "Microsoft-Windows-Windows Defender/Operational"
    assert scanner.match(windows(channel, 1116, **{"Threat Name": "HackTool:Mimikatz"})) == [0]
    assert scanner.match(windows(channel, 1001, **{"Threat Name": "HackTool:Mimikatz"})) == []
    names = of({"category": "dns"}, "{query|endswith: .evil.example}")
    assert names.match(windows(SYSMON, 22, QueryName="a.evil.example")) == [0]
    assert names.match(windows(SYSMON, 3, QueryName="a.evil.example")) == []


def test_rules_no_event_was_for_are_named() -> None:
    ruleset = loaded(
        rule("{x: y}", title="a", logsource={"product": "one"}),
        rule("{x: y}", title="b", logsource={"product": "two"}),
    )
    matcher = Matcher(ruleset)
    matcher.match(event({}, Logsource("one", "", "")))
    assert list(matcher.idle()) == [1]


def test_ever_new_kinds_of_event_do_not_pile_up() -> None:
    matcher = of({"product": "windows"}, "['a']")
    for number in range(PLANS_KEPT + 100):
        assert matcher.match(windows(f"channel {number}", number, Data="a")) == [0]
    assert len(matcher._plans) <= PLANS_KEPT  # noqa: SLF001
    assert len(matcher._memory.memos) < 100  # noqa: SLF001  the same plan serves them all


def test_what_is_remembered_of_values_is_bounded_and_forgetting_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "MEMO_TOTAL", 2_000)
    matcher = of({"product": "app"}, "{Name|contains: needle}")
    for number in range(500):
        wanted = number % 7 == 0
        name = f"{number} {'needle' if wanted else 'straw'}"
        assert matcher.match(event({"Name": name})) == ([0] if wanted else [])
    assert matcher._memory.chars <= 2_000  # noqa: SLF001


FIELDS = ("A", "B", "C")
WORDS = ("foo", "Bar", "a*b", "x?z", "foobar", "", "ö", "1", "-", "ba\\*r")
MODIFIERS = ("", "|contains", "|startswith", "|endswith", "|re", "|exists", "|contains|all", "|cased")
texts = st.sampled_from([*WORDS, "FOO", "xyz", "a--b", "prefix foo suffix", "ba*r"]) | st.text(
    alphabet="abfoxyzÖ*?\\ ", max_size=8
)
values = st.none() | texts | st.integers(0, 3) | st.booleans() | st.lists(texts | st.none(), max_size=3)
events = st.dictionaries(st.sampled_from(FIELDS), values, max_size=3)


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    modifier = draw(st.sampled_from(MODIFIERS))
    field = draw(st.sampled_from(FIELDS))
    if modifier == "|exists":
        return {field + modifier: draw(st.booleans())}
    if modifier == "|re":
        return {field + modifier: draw(st.sampled_from(["fo+", "^a.*b$", "(?i)BAR", "x|y", "foo{2,}b"]))}
    if modifier == "" and draw(st.integers(0, 5)) == 0:
        return {field: None}
    words = st.sampled_from([word for word in WORDS if word or modifier == ""])
    return {field + modifier: draw(st.lists(words, min_size=1, max_size=3))}


@st.composite
def detections(draw: st.DrawFn) -> dict[str, Any]:
    parts: dict[str, Any] = {f"p{number}": draw(items()) for number in range(draw(st.integers(1, 3)))}
    if draw(st.integers(0, 4)) == 0:
        parts["p0"] = draw(st.lists(st.sampled_from(["foo", "bar", "z*", "1"]), min_size=1, max_size=2))
    names = list(parts)
    condition = " ".join(
        word
        for number, name in enumerate(names)
        for word in (
            *([draw(st.sampled_from(["and", "or"]))] if number else []),
            *(["not"] if draw(st.booleans()) else []),
            name,
        )
    )
    return parts | {"condition": condition}


@settings(max_examples=FEW)
@given(st.lists(detections(), min_size=1, max_size=5), st.lists(events, min_size=1, max_size=5))
def test_the_index_finds_just_what_trying_every_rule_finds(
    asked: list[dict[str, Any]], seen: list[dict[str, Any]]
) -> None:
    ruleset = loaded(*(rule(one, title=f"rule {number}") for number, one in enumerate(asked)))
    for lookups in (0, 1, plans.LINEAR_LOOKUPS):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plans, "LINEAR_LOOKUPS", lookups)
            matcher = Matcher(ruleset)
            for fields in (*seen, *seen):
                looked = [closure(one.node)(Look(fields)) for one in ruleset.rules]
                expected = [number for number, holds in enumerate(looked) if holds]
                assert matcher.match(event(fields)) == expected


@pytest.mark.parametrize(
    ("command", "found"),
    [("cmd /c del x", [0]), ("cmd /c dir", []), ("", [])],
)
def test_a_rule_of_which_one_half_is_common_is_looked_at_when_the_other_is_seen_too(
    command: str, found: list[int]
) -> None:
    matcher = of({"product": "app"}, "{Image|endswith: '\\cmd.exe', CommandLine|contains: 'del '}")
    assert [len(each) for each in (matcher.rules[0].clauses,)] == [2]
    for image, expected in (("C:\\cmd.exe", found), ("C:\\other.exe", [])):
        assert matcher.match(event({"Image": image, "CommandLine": command})) == expected


def test_a_literal_that_is_rare_needs_no_second_and_what_every_event_has_is_none() -> None:
    rare = of({"product": "app"}, "{A|contains: 'a long literal', B|contains: 'another one'}")
    common = of({"product": "app"}, "{Image|endswith: '\\cmd.exe', EventID: 1}")
    assert [len(matcher.rules[0].clauses) for matcher in (rare, common)] == [1, 1]
