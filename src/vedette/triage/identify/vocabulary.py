"""Words and marks that give a language away, with how much each says: 1 a hint, 3 nearly sure.

Words are whole and as the language's case rules have them: exact for the languages where case counts, small
letters for the others. Marks are pieces of text with their punctuation.
"""

from __future__ import annotations

from typing import Final

from vedette.triage.kinds import Kind

_EXACT: Final[dict[Kind, dict[int, str]]] = {
    Kind.PYTHON: {
        3: (
            "elif __init__ __name__ __main__ kwargs isinstance __import__ nonlocal urlopen b64decode"
            " setuptools os.environ subprocess.run ZipFile getattr setattr fromhex"
        ),
        2: (
            "__all__ __version__ __author__ __file__ def self None lambda except yield async await"
            " pip subprocess marshal argparse pathlib asyncio requests raise pass urllib TypeError"
            " ValueError KeyError ImportError __future__ dataclass enumerate"
        ),
        1: (
            "import from True False print exec eval class assert not in is with as for os sys len"
            " range str join global del try finally open base64 compile zlib json"
        ),
    },
    Kind.JAVASCRIPT: {
        3: (
            "defineProperty __esModule XMLHttpRequest addEventListener hasOwnProperty"
            " encodeURIComponent decodeURIComponent child_process fromCharCode ActiveXObject"
            " getElementById createElement innerHTML parseInt stringify querySelector setTimeout"
            " setInterval charCodeAt undefined"
        ),
        2: (
            "exports constructor extends const let function typeof prototype instanceof require"
            " module document window console await async navigator atob btoa localStorage process"
            " Buffer WScript debugger Promise __dirname"
        ),
        1: (
            "var new this null return true false catch throw case default JSON Math eval unescape"
            " escape length push void export import fetch"
        ),
    },
    Kind.TYPESCRIPT: {
        3: ("readonly keyof"),
        2: ("interface namespace implements declare"),
        1: ("type enum private public protected unknown never as"),
    },
    Kind.SHELL: {
        3: (
            "esac fi elif BASH_SOURCE mktemp chmod getopts apt-get LD_PRELOAD crontab nohup mkfifo"
            " chown setsid systemctl IFS OPTARG HISTFILE iptables sysctl useradd usermod xargs"
        ),
        2: (
            "then done echo sudo grep awk sed curl wget unset shift local eval exec trap bash printf"
            " cat dpkg mkdir rm tar gzip base64 nc ncat openssl apt yum ssh scp find python3 sh xxd"
            " setuid docker kubectl git"
        ),
        1: (
            "do if for in while case read set exit cd ls cp mv kill test export return PATH HOME"
            " source find dev null tmp bin etc usr"
        ),
    },
    Kind.PHP: {
        3: (
            "base64_decode gzinflate str_rot13 shell_exec passthru file_get_contents preg_replace"
            " isset array_map _POST _GET _REQUEST _SERVER _COOKIE file_put_contents move_uploaded_file"
            " create_function"
        ),
        2: ("php echo foreach elseif namespace strlen str_replace array unset explode implode assert system"),
        1: ("function use public private static class return eval"),
    },
    Kind.PERL: {
        3: ("strict warnings bless qw ARGV wantarray sprintf chomp LWP STDERR STDIN"),
        2: ("my our sub elsif unless foreach local package print die use shift push keys unpack"),
        1: ("open close return ref eval defined scalar split join"),
    },
    Kind.RUBY: {
        3: (
            "attr_accessor attr_reader require_relative puts each_with_index elsif"
            " instance_variable_get frozen_string_literal unshift Gem"
        ),
        2: (
            "def end require module unless rescue ensure each nil begin then do yield include raise"
            " initialize Struct Net"
        ),
        1: ("class self if true false new return lambda attr exec system"),
    },
    Kind.LUA: {
        3: ("ipairs setmetatable loadstring elseif pcall string.format"),
        2: ("local function end then nil pairs require tostring tonumber repeat until"),
        1: ("do if else for in return and not or true false self table string io os print"),
    },
}
_SMALL: Final[dict[Kind, dict[int, str]]] = {
    Kind.POWERSHELL: {
        3: (
            "pester should-be invoke-pester installer-path gwmi adsisearcher cmdletbinding"
            " invoke-expression iex new-object write-host get-childitem set-itemproperty"
            " invoke-webrequest start-process frombase64string out-null foreach-object where-object"
            " import-module add-type downloadstring executionpolicy get-wmiobject get-ciminstance"
            " invoke-command join-path test-path get-content set-content write-output write-error"
            " remove-item new-item get-item psobject get-process stop-process get-service start-sleep"
            " add-mppreference set-mppreference select-object out-file select-string get-date"
            " invoke-restmethod start-bitstransfer iwr irm psscriptroot noprofile windowstyle"
            " encodedcommand convertto-securestring get-random sort-object set-executionpolicy"
            " erroractionpreference invoke-mimikatz get-command get-help measure-object copy-item"
            " stop-service"
        ),
        2: (
            "param mandatory validateset pscustomobject foreach elseif cmdlet powershell"
            " system.net.webclient dllimport runspace splatting valuefrompipeline bxor pwsh hashtable"
            " switch securestring"
        ),
        1: ("function process begin end true false null string int byte char try catch throw return env"),
    },
    Kind.BATCH: {
        3: (
            "setlocal enabledelayedexpansion endlocal errorlevel vssadmin wevtutil bcdedit schtasks"
            " certutil bitsadmin wmic taskkill regsvr32 attrib xcopy robocopy comspec rundll32 mshta"
            " icacls netsh regedit takeown cscript wscript tasklist systeminfo ipconfig whoami nltest"
            " appdata installutil msbuild msiexec hklm hkcu netstat nslookup fsutil diskshadow cmstp"
            " regasm regsvcs esentutl ntdsutil procdump quser wbadmin cipher sc.exe dsquery"
        ),
        2: (
            "goto reg rem cmd pause cls del start tokens delims usebackq systemroot defined cmd.exe"
            " userprofile programdata copy move rmdir ren sc net localgroup findstr nul errorlevel"
            " pushd popd choice"
        ),
        1: (
            "echo set if exist for in do call exit not else md dir type equ neq title color windir"
            " temp off start"
        ),
    },
    Kind.VBA: {
        3: (
            "autoopen document_open workbook_open auto_open attribute vb_name ptrsafe activedocument"
            " thisworkbook activesheet vb_creatable worksheet autoexec document_close activeworkbook"
            " thisdocument longptr auto_close workbook_activate"
        ),
        2: ("byval byref declare lib option explicit dim as environ shell strreverse optional boolean"),
        1: (
            "sub end function set if then else next for to private public string integer long call"
            " chr mid variant createobject with exit loop while"
        ),
    },
    Kind.VBSCRIPT: {
        3: (
            "wscript.shell wscript.echo wscript.createobject execute executeglobal wscript.sleep"
            " wscript.quit scripting.filesystemobject winmgmts wscript.arguments msxml2 adodb.stream"
            " wscript.scriptfullname"
        ),
        2: (
            "createobject dim resume msgbox strreverse redim wend chrw ubound getobject vbcrlf"
            " isobject wscript option explicit regwrite opentextfile"
        ),
        1: (
            "sub end function set if then else next for to call each on error loop exit chr mid split"
            " nothing left right do until"
        ),
    },
}
MARKS: Final[dict[Kind, dict[int, tuple[str, ...]]]] = {
    Kind.TEXT: {
        3: (
            "#include", "#ifndef ", "#define ", "#pragma ", "std::", "template<", "template <",
            "package main", "fn main", "public static void ", "\nimpl ", "pub fn ", "@media ", "px;",
            "margin:", "padding:", "\n.. ", "\n====", "\n----", "```", "\n## ", "](http", "\n| ", "![",
            ":param",
        ),
        2: (
            "int main", "->", "void ", "uint", "unsigned ", "color:", "#if ", "\n* ", "\n- ",
        ),
    },
    Kind.PYTHON: {
        6: (
            "__import__(", "import os;", "import socket,", "os.system(",
        ),
        3: (
            "):\n", "import os", "import sys", "\nfrom ", "print(", "__name__ ==", "exec(",
            "import base64", "):\r\n", "except:", "lambda:", ";exec(", ".decode()", "with open(",
        ),
        2: (
            "else:\n", "else:\r\n", '"""', "'''", "if not ", "import ", "f'", 'f"', "try:", ", b'",
            "(b'", " is None", " for x in ", "[::-1]",
        ),
    },
    Kind.JAVASCRIPT: {
        6: (
            'require("', "require('", "new ActiveXObject(",
        ),
        3: (
            "===", "!==", "=> {", "=>{", "function(", "function (", "require(", "});", "console.log(",
            "){var ", "new ActiveXObject", "()=>", ") => ", ".then(", "document.", "use strict",
            "String.from", "new Function(", "import {", "export default", ";var ", "\nvar ", "\nconst ",
            "\nlet ",
        ),
        2: (
            "||", "&&", "++)", "// ", "/*", "){", "};", "[0x", "const ", "let ", "} from '", '} from "',
            "var _0x", "${", "*/", " = [];", "eval(",
        ),
    },
    Kind.TYPESCRIPT: {
        3: (
            ": string", ": number", ": boolean", ": void", "<string>", ": any", "import type",
            "export type ", "export interface ", "?: ", "as const", "): Promise<", "export declare",
        ),
        2: (
            "export enum ", "private readonly", ": unknown", " as unknown", "[]):", "<T",
        ),
    },
    Kind.POWERSHELL: {
        6: (
            "New-Object ", "[Convert]::", "FromBase64String(",
        ),
        3: (
            '}"-f', '}" -f', "}'-f", "}' -f", "iex ", "IEX ", "iwr ", "DownloadString(", "using module",
            "| Should ", "\nDescribe ", "    It ", "$ENV:", "1>$Null", "\nContext ",
            "-SkipCertificateCheck", "$env:", "$_.", "$_ ", "-join", "-replace", "[System.",
            "[Convert]", "-bxor", "[char]", "[Char]", " -eq ", "$PSScriptRoot", "@{", "[string]$",
            "[Parameter", "-ExecutionPolicy", "-enc ", " -nop", "| %{", "|%{", "$True", "$False", "::",
            "[byte[]]", "$true", "$false", "$null", " -f ", "-split", " -like ", " -match ",
            "-EncodedCommand", "-ErrorAction", "| Out-", "[Net.", "[Ref]", "$(", "<#",
            "[Text.Encoding]", "| iex", "|iex", "|IEX", "&(", "& (", "-ComObject", "-Path ", "`n",
        ),
        2: (
            " -ne ", " -and ", " -not ", "$(", "@(", "{$", "$args", "[int]", " = $", " -Name ",
            "-Force",
        ),
    },
    Kind.BATCH: {
        3: (
            "%*", "@if ", "@set ", "@call ", "@exit", "@rem ", "@REM ", "%1", "@echo off", "@ECHO OFF",
            "@Echo Off", "%~dp0", "%~", "goto :eof", "GOTO ", ">nul", "> nul", "%COMSPEC%", "%TEMP%",
            "%temp%", "%APPDATA%", "%appdata%", "\nrem ", "\nREM ", "%windir%", "%SystemRoot%",
            "if exist ", "if not exist ", "IF EXIST ", " /add", " /quiet", "cmd /c", "cmd.exe /c", "^|",
            "2>&1 ", "HKLM\\", "HKCU\\", ".exe ", "\\\\.\\", "%USERPROFILE%", " /f", " /F",
        ),
        2: (
            "\n:", "\nset ", "%%", " /c ", " /s ", " /q ", " /S ", " /v ", "C:\\", "c:\\", "set /a",
            "echo.", "call :", "%\\",
        ),
    },
    Kind.VBA: {
        3: (
            "Attribute VB_Name", "Sub AutoOpen", "Sub Document_Open", "Private Declare",
            "Sub Workbook_Open", " As String", " As Object", " As Long", " As Integer",
            "Declare PtrSafe", "End Property",
        ),
        2: (
            "End Sub", "End Function", " _\n", " _\r\n", "Dim ", " & ", "On Error ", "vbNullString",
            "Debug.Print",
        ),
    },
    Kind.VBSCRIPT: {
        6: (
            "WScript.CreateObject(",
        ),
        3: (
            "CreateObject(", "WScript.", "On Error Resume Next", "Wscript.", "Execute(", 'Execute "',
        ),
        2: (
            "End Sub", "End Function", "End If", "Dim ", " & ", "Set ", "Next\n", "Next\r\n", "Loop",
            "Sub ",
        ),
    },
    Kind.SHELL: {
        3: (
            "; then", "; do", "$(", "${", "| sh", "|sh", "| bash", "|bash", "> /dev/null", ">/dev/null",
            "\nfi", "[ -", "if [", "[[ ", "$@", "#!/bin", "\ndone", "2>&1", ">&2", "/dev/tcp/",
            " | grep", " -c '", "chmod +x", "bash -i", "/bin/sh", "/bin/bash", "$1", "$?", "$#", "`",
            "| awk", "| xargs", "| sort", "| sed", "-exec ", "| tee", "\nexport ", "() {\n", ";;\n",
            "| base64", "|base64", "<<EOF", "<< EOF", "| wc", "| head", "| cut", "| tail", "| cat",
            "|tr ", "| tr ", "| uniq",
        ),
        2: (
            " -rf ", "&& ", "/tmp/",  # noqa: S108
            "/etc/", "/usr/", "/var/", " | ", " -name ", "$HOME", "~/.",
            "\necho ", "echo $", "/dev/", "/bin/", " -type f", " --", ".sh",
        ),
    },
    Kind.PHP: {
        6: (
            "$_POST[", "$_GET[", "$_REQUEST[",
        ),
        3: (
            "<?php", "$_POST", "$_GET", "$_REQUEST", "eval(base64", "@eval(", "$this->", "<?=",
            "eval(gz",
        ),
        2: (
            "=> '", ");$", "<?", "?>", "array(",
        ),
    },
    Kind.PERL: {
        3: (
            "<<'END'", "return <<", "use strict", "my $", "=~ ", "@ARGV", "my ($", "my @", "my %",
            "print STDERR", "__END__", "=cut", "perl -e", "1;\n", "$_[", "use warnings", "sub {",
            "shift;",
        ),
        2: (
            "qw(", "->{", "sub ", 'die "', '\\n";', "{$", "@{$",
        ),
    },
    Kind.RUBY: {
        3: (
            "\nend\n", " do |", "require '", 'require "', "puts ", "#{", "def initialize", ".each ",
            "attr_", "\n  end", ".new(", "Gem::", "=> :", "module ",
        ),
        2: (
            "  def ", ".nil?", "unless ", "@", " => ", "%w", "&.", "end\n",
        ),
    },
    Kind.LUA: {
        3: (
            "local function", "~=", " then\n", "\nend\n", "--[[", "\nlocal ", "..", ":gsub(", "end)",
        ),
        2: (
            "local ", "-- ", "nil", "#arg", "function(",
        ),
    },
}  # fmt: skip


def _turned(table: dict[Kind, dict[int, str]]) -> dict[str, tuple[tuple[Kind, int], ...]]:
    made: dict[str, tuple[tuple[Kind, int], ...]] = {}
    for kind, levels in table.items():
        for weight, words in levels.items():
            for word in dict.fromkeys(words.split()):
                made[word] = (*made.get(word, ()), (kind, weight))
    return made


EXACT: Final = _turned(_EXACT)
SMALL: Final = _turned(_SMALL)


def _pieces() -> tuple[tuple[str, tuple[tuple[Kind, int], ...]], ...]:
    made: dict[str, tuple[tuple[Kind, int], ...]] = {}
    for kind, levels in MARKS.items():
        for weight, pieces in levels.items():
            for piece in pieces:
                made[piece] = (*made.get(piece, ()), (kind, weight))
    return tuple(made.items())


PIECES: Final = _pieces()
"""Each piece of text once, and what it speaks for."""
