import pytest

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
