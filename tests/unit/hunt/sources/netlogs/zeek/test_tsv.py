"""Zeek's text: headings, separators, escapes."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.sources.made import one, read
from vedette.hunt.sources.netlogs.zeek import tsv

HEAD = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t{path}\n"
NAMES = (
    "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes"
)
NAMES += "\tconn_state\tlocal_orig\torig_pkts\tresp_pkts\ttunnel_parents"
TYPES = "time\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring"
TYPES += "\tbool\tcount\tcount\tset[string]"
CONN = HEAD.format(path="conn") + f"#fields\t{NAMES}\n#types\t{TYPES}\n"
ROW = "1583049601.123456\tC1\t10.0.0.9\t5000\t203.0.113.9\t443\ttcp\tssl\t1.5\t100\t2000\tSF\tT\t3\t4"
ROW += "\t(empty)\n"


def log(path: str, names: str, types: str, *rows: str) -> str:
    return (
        HEAD.format(path=path) + f"#fields\t{names}\n#types\t{types}\n" + "".join(f"{row}\n" for row in rows)
    )


def test_values_are_what_json_would_have() -> None:
    made = one(CONN + ROW, "x.log")
    fields = made.fields
    assert (fields["id.orig_p"], fields["local_orig"], fields["tunnel_parents"]) == (5000, True, [])
    assert (fields["ts"], fields["duration"], fields["service"]) == (1583049601.123456, 1.5, "ssl")
    assert made.record == 8


def test_what_is_unset_is_not_there() -> None:
    made = one(CONN + ROW.replace("ssl", "-").replace("1.5", "-"), "x.log")
    assert not {"service", "duration"} & made.fields.keys()
    assert (made.protocol, made.duration) == (None, None)


def test_other_separators_hold_where_the_heading_says_so() -> None:
    text = "#separator |\n#set_separator|;\n#empty_field|EMPTY\n#unset_field|NONE\n#path|dns\n"
    text += "#fields|ts|uid|query|answers|rejected\n#types|time|string|string|vector[string]|bool\n"
    text += "1583049601.0|C1|a,b|x;y|F\n1583049601.0|C1|EMPTY|EMPTY|NONE\n"
    first, second = read(text, "x.log")[0]
    assert (first.fields["query"], first.fields["answers"], first.fields["rejected"]) == (
        "a,b",
        ["x", "y"],
        False,
    )
    assert (second.fields["query"], second.fields["answers"]) == ("", [])
    assert "rejected" not in second.fields


def test_escapes_are_undone_and_a_run_of_bytes_is_text_together() -> None:
    text = log(
        "weird", "ts\tname\taddl", "time\tstring\tstring", r"1.0	a\x09b\xc3\xa9	\\\\srv\\c$\\x41 \x2d"
    )
    fields = one(text, "x.log").fields
    assert (fields["name"], fields["addl"]) == ("a\tbé", r"\\srv\c$\x41 -")


def test_a_heading_in_the_middle_holds_from_there() -> None:
    again = log("dns", "query\tts\tqtype_name", "string\ttime\tstring", "evil.example\t1583049602.0\tTXT")
    found, whys = read(CONN + ROW + "#close\t2020-03-01-08-00-00\n" + again, "x.log")
    assert [(made.action, made.logsource.service) for made in found] == [
        ("connection", "conn"),
        ("dns", "dns"),
    ]
    assert (found[1].domain, found[1].query_type) == ("evil.example", "TXT")
    assert not whys


def test_rows_of_another_length_or_without_a_heading_are_counted() -> None:
    _, whys = read(CONN + "a\tb\n" + ROW, "x.log")
    assert whys == ["a line is not of this format (record 8)"]
    _, whys = read(ROW + CONN, "x.log", "zeek")
    assert whys == ["a row stands before any #fields heading (record 1)"]


def test_without_a_path_the_name_or_the_columns_tell() -> None:
    text = "#fields\tts\tquery\tproto\n#types\ttime\tstring\tstring\n1.0\ta.example\tudp\n"
    assert one(text, "dns.08:00:00-09:00:00.log").logsource.service == "dns"
    assert one(text, "whatever.txt", "zeek").logsource.service == "dns"


def test_it_is_told_by_its_heading() -> None:
    assert tsv.fits(CONN.encode(), "x")
    assert not tsv.fits(b"#Fields: date time\n", "x")
    assert not tsv.fits(b"#!/bin/sh\n#fields of gold\n", "x")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30), min_size=2, max_size=2))
def test_text_and_json_of_the_same_record_are_the_same_event(words: list[str]) -> None:
    def escaped(text: str) -> str:
        if text in {"-", "(empty)"}:
            return "".join(f"\\x{byte:02x}" for byte in text.encode())
        return text.replace("\\", "\\\\") or "(empty)"

    row = "\t".join(["1583049601.5", escaped(words[0]), escaped(words[1])])
    from_text = one(log("weird", "ts\tname\taddl", "time\tstring\tstring", row), "a.log")
    record = {"_path": "weird", "ts": 1583049601.5, "name": words[0], "addl": words[1]}
    from_json = one(json.dumps(record) + "\n", "a.log")
    del from_json.fields["_path"]
    from_json.record = from_text.record
    assert from_json == from_text


def test_a_separator_spelt_otherwise_is_understood() -> None:
    plain, _ = read(CONN + ROW, "x.log")
    for spelt in ("\\t", "\t", "tab", "\\x09"):
        (made,), whys = read((CONN + ROW).replace("\\x09", spelt, 1), "x.log")
        assert not whys
        assert (made.source_ip, made.bytes_in, made.fields) == ("10.0.0.9", 2000, plain[0].fields)
