"""Ways to hide a script of Windows, each the inverse of something a decoder undoes. For tests only."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Callable

from vedette.triage.allowance import Allowance
from vedette.triage.kinds import Kind
from vedette.triage.layers import peel
from vedette.triage.peeled import Peeled
from vedette.triage.sample import Sample

Wrap = Callable[[str], str]


def peeled(code: str | bytes, kind: Kind) -> list[Peeled]:
    data = code.encode() if isinstance(code, str) else code
    return list(peel(Sample(name="a", data=data, kind=kind), Allowance()))


def carried(code: str | bytes, kind: Kind) -> set[bytes]:
    return {one.data for one in peeled(code, kind) if not one.whole}


# PowerShell: text of a script in, a script that runs it out


def single(text: str) -> str:
    marks = "'‘’‚‛"  # noqa: RUF001
    return "'" + "".join(2 * c if c in marks else c for c in text) + "'"


def double(text: str) -> str:
    return '"' + "".join(f"`{c}" if c in '`$"“”„' else c for c in text) + '"'


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def units(text: str) -> list[int]:
    data = text.encode("utf-16-le", "surrogatepass")
    return [data[at] | data[at + 1] << 8 for at in range(0, len(data), 2)]


def deflated(data: bytes) -> bytes:
    made = zlib.compressobj(9, zlib.DEFLATED, -15)
    return made.compress(data) + made.flush()


def encoded_command(code: str) -> str:
    return f"powershell.exe -NoP -NonI -W Hidden -enc {b64(code.encode('utf-16-le'))}"


def from_base64(code: str) -> str:
    data = b64(code.encode())
    return f"iex ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{data}')))"


def from_base64_twice(code: str) -> str:
    inner = b64(b64(code.encode("utf-16-le")).encode())
    return (
        f"$a = [System.Text.Encoding]::ASCII.GetString([System.Convert]::FromBase64String('{inner}'))\n"
        "[System.Text.Encoding]::Unicode.GetString([System.Convert]::FromBase64String($a)) |\n"
        "  Invoke-Expression"
    )


def gzipped(code: str) -> str:
    data = b64(gzip.compress(code.encode(), mtime=0))
    return (
        f"$s=New-Object IO.MemoryStream(,[Convert]::FromBase64String('{data}'));"
        "IEX (New-Object IO.StreamReader("
        "(New-Object IO.Compression.GzipStream($s,[IO.Compression.CompressionMode]::Decompress)),"
        "[Text.Encoding]::UTF8)).ReadToEnd();"
    )


def deflate(code: str) -> str:
    data = b64(deflated(code.encode()))
    return (
        "$d=New-Object System.IO.Compression.DeflateStream([System.IO.MemoryStream]"
        f"[Convert]::FromBase64String('{data}'),[IO.Compression.CompressionMode]::Decompress)\n"
        "$r=New-Object System.IO.StreamReader($d,[System.Text.Encoding]::UTF8)\n& ('i'+'ex') $r.ReadToEnd()"
    )


def concatenated(code: str) -> str:
    third = len(code) // 3 + 1
    pieces = [code[at : at + third] for at in range(0, len(code), third)]
    return f"Invoke-Expression ({' + '.join(map(single, pieces))})"


def added_characters(code: str) -> str:
    return f"iex ({'+'.join(f'[char]{n}' for n in units(code))})"


def joined_characters(code: str) -> str:
    return f"-join(({','.join(map(str, units(code)))})|%{{[char]$_}})|iex"


def cast_characters(code: str) -> str:
    numbers = ",".join(map(str, units(code)))
    return f"$e = [string]::Join('', [char[]]({numbers})); .($env:ComSpec[4,24,25]-join'') $e"


def reversed_(code: str) -> str:
    return f"$r={single(code[::-1])}; iex ($r[-1..-($r.Length)] -join '')"


def reversed_array(code: str) -> str:
    return f"$c={single(code[::-1])}.ToCharArray();[Array]::Reverse($c);iex(-join($c))"


def formatted(code: str) -> str:
    half = len(code) // 2
    return f"&(\"{{1}}{{0}}\"-f'ex','i') (\"{{1}}{{0}}\" -f {single(code[half:])},{single(code[:half])})"


def hexadecimal(code: str) -> str:
    data = "".join(f"{n:04x}" for n in units(code))
    return (
        f"$h='{data}';$o='';for($i=0;$i -lt $h.Length;$i+=4)"
        "{$o+=[char][Convert]::ToInt32($h.Substring($i,4),16)};iex $o"
    )


def split_hexadecimal(code: str) -> str:
    data = code.encode().hex()
    return (
        f"$b = '{data}' -split '(..)' | ? {{ $_ }} | % {{ [convert]::ToByte($_, 16) }}\n"
        "[ScriptBlock]::Create([Text.Encoding]::UTF8.GetString([byte[]]$b)).Invoke()"
    )


def xored(code: str) -> str:
    data = b64(bytes(n ^ 0x5A for n in code.encode()))
    return (
        f"$b=[Convert]::FromBase64String('{data}');"
        "for($i=0;$i -lt $b.Count;$i++){$b[$i]=$b[$i] -bxor 0x5A};"
        "[Text.Encoding]::UTF8.GetString($b)|iex"
    )


def xored_with_key(code: str) -> str:
    key = b"key7"
    numbers = ",".join(str(n ^ key[at % 4]) for at, n in enumerate(code.encode()))
    return (
        f"$k=[Text.Encoding]::ASCII.GetBytes('key7');$d=@({numbers});$i=0;"
        "$p=$d|ForEach-Object{$_ -bxor $k[$i++ % $k.Length]};"
        "iex ([Text.Encoding]::UTF8.GetString([byte[]]$p))"
    )


def replaced(code: str) -> str:
    mark = next(f"~{n}~" for n in range(100) if f"~{n}~" not in code)
    return f"iex({single(code.replace('e', mark))}.Replace('{mark}','e'))"


def replaced_by_operator(code: str) -> str:
    mark = next(f"QZ{n}Q" for n in range(100) if f"qz{n}q" not in code.lower())
    return f"({single(code.replace('o', mark))} -creplace '{mark}','o') | & (Get-Alias iex)"


def escaped(code: str) -> str:
    return f"[regex]::Unescape('{''.join(f'{chr(92)}u{n:04x}' for n in units(code))}')|IEX"


def ticked(code: str) -> str:
    return f"i`N`v`OkE-`ExP`R`essI`oN {double(code)}"


def aliased(code: str) -> str:
    return f"Set-Alias -Name zq -Value ('Invoke'+'-Expression')\nzq @'\n{code}\n'@"


def context(code: str) -> str:
    return f"$ExecutionContext.InvokeCommand.InvokeScript({single(code)})"


def built(code: str) -> str:
    half = len(code) // 2
    return (
        "$b = New-Object System.Text.StringBuilder\n"
        f"[void]$b.Append({single(code[:half])})\n[void]$b.Append({single(code[half:])})\n"
        "& (gcm *ke-e*n) $b.ToString()"
    )


POWERSHELL: dict[str, Wrap] = {
    one.__name__: one
    for one in (
        encoded_command, from_base64, from_base64_twice, gzipped, deflate, concatenated, added_characters,
        joined_characters, cast_characters, reversed_, reversed_array, formatted, hexadecimal,
        split_hexadecimal,
        xored, xored_with_key, replaced, replaced_by_operator, escaped, ticked, context, built,
    )
}  # fmt: skip


# VBScript


def literal(text: str) -> str:
    """Write a text as VBA can: what is not printable by its number."""
    made: list[str] = []
    for letter in text:
        if letter.isprintable() and letter != '"' and ord(letter) < 0xFFFF:
            if made and made[-1].startswith('"'):
                made[-1] = f'{made[-1][:-1]}{letter}"'
            else:
                made.append(f'"{letter}"')
        else:
            made += [f"ChrW({n})" for n in units(letter)]
    return " & ".join(made) or '""'


def vb_chars(code: str) -> str:
    return f"Execute {' & '.join(f'ChrW({n})' for n in units(code))}"


def vb_reversed(code: str) -> str:
    turned = "".join(map(chr, reversed(units(code))))
    return f"s = {literal(turned)}\nExecuteGlobal StrReverse(s)"


def vb_replaced(code: str) -> str:
    mark = next(f"@{n}@" for n in range(100) if f"@{n}@" not in code)
    return f'x = Replace({literal(code.replace("e", mark))}, "{mark}", Chr(101))\nExecute(x)'


def vb_xored(code: str) -> str:
    numbers = ",".join(str(n ^ 7) for n in units(code))
    return f"a = Array({numbers})\nFor i = 0 To UBound(a)\n  s = s & ChrW(a(i) Xor 7)\nNext\nExecute s"


def vb_hexadecimal(code: str) -> str:
    data = "".join(f"{n:04X}" for n in units(code))
    return (
        "Function d(h)\n  Dim i, r\n  For i = 1 To Len(h) Step 4\n"
        '    r = r & ChrW(CLng("&H" & Mid(h, i, 4)))\n  Next\n  d = r\nEnd Function\n'
        f'Execute d("{data}")'
    )


def vb_joined(code: str) -> str:
    return (
        f'p = Split("{",".join(map(str, units(code)))}", ",")\nDim t\nFor Each n In p\n'
        " t = t & ChrW(CLng(n))\nNext\nEval t"
    )


def vb_base64(code: str) -> str:
    return (
        'Set e = CreateObject("MSXML2.DOMDocument.3.0").createElement("b")\ne.dataType = "bin.base64"\n'
        f'e.text = "{b64(code.encode())}"\nSet s = CreateObject("ADODB.Stream")\ns.Type = 1\ns.Open\n'
        's.Write e.nodeTypedValue\ns.Position = 0\ns.Type = 2\ns.Charset = "utf-8"\nExecute s.ReadText'
    )


VBSCRIPT: dict[str, Wrap] = {
    one.__name__: one
    for one in (vb_chars, vb_reversed, vb_replaced, vb_xored, vb_hexadecimal, vb_joined, vb_base64)
}


def macro(code: str) -> str:
    """A macro that starts PowerShell when its document is opened."""
    return (
        "Sub AutoOpen()\n  Dim p As String\n"
        f'  p = "pow" & "ersh" & StrReverse("lle") & " -w hidden -enc {b64(code.encode("utf-16-le"))}"\n'
        "  Shell p, vbHide\nEnd Sub\n"
    )


def hta(code: str) -> str:
    return f'<html><head><script language="VBScript">\n{code}\n</script></head><body></body></html>\n'


def wsf(code: str) -> str:
    return f'<job id="a"><script language="VBScript"><![CDATA[\n{code}\n]]></script></job>\n'


# batch: PowerShell in


def batch_carets(code: str) -> str:
    return f"@echo off\r\np^o^w^e^r^s^h^e^l^l -n^o^p -e^nc {b64(code.encode('utf-16-le'))}\r\n"


def batch_slices(code: str) -> str:
    letters = "zyxwvutsrqponmlkjihgfedcba -."
    cut = "".join(f"%q:~{letters.index(c)},1%" for c in "powershell.")
    return f"@echo off\r\nset q={letters}\r\n{cut}exe -e {b64(code.encode('utf-16-le'))}\r\n"


def batch_indirect(code: str) -> str:
    data = b64(code.encode("utf-16-le"))
    half = len(data) // 2
    return f'set a={data[:half]}\r\nset b={data[half:]}\r\nset "c=power"\r\n%c%shell -enc %a%%b%\r\n'


def batch_loop(code: str) -> str:
    line = f"powershell -e {b64(code.encode('utf-16-le'))}"
    return (
        f"setlocal enabledelayedexpansion\r\nset s={line[::-1]}\r\nset r=\r\n"
        f"for /l %%i in (0,1,{len(line) - 1}) do set r=!s:~%%i,1!!r!\r\ncall %%r%%\r\n"
    )


def batch_certificate(code: str) -> str:
    return (
        "certutil -f -decode %~f0 %TEMP%\\a.ps1\r\nexit /b\r\n-----BEGIN CERTIFICATE-----\r\n"
        f"{b64(code.encode())}\r\n-----END CERTIFICATE-----\r\n"
    )


def batch_written(code: str) -> str:
    return f"echo {code}> %TEMP%\\a.ps1\r\npowershell -File %TEMP%\\a.ps1\r\n"


BATCH: dict[str, Wrap] = {
    one.__name__: one
    for one in (batch_carets, batch_slices, batch_indirect, batch_loop, batch_certificate, batch_written)
}
