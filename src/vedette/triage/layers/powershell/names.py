"""What PowerShell calls things: aliases, commands, and variables every machine has."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Final

from vedette.core.expressions import expression

ALIASES: Final = {
    "iex": "invoke-expression", "iwr": "invoke-webrequest", "curl": "invoke-webrequest",
    "wget": "invoke-webrequest", "irm": "invoke-restmethod", "icm": "invoke-command",
    "%": "foreach-object", "foreach": "foreach-object", "?": "where-object", "where": "where-object",
    "sal": "set-alias", "nal": "new-alias", "sv": "set-variable", "set": "set-variable",
    "nv": "new-variable", "gv": "get-variable", "si": "set-item", "ni": "new-item", "gi": "get-item",
    "ii": "invoke-item", "gc": "get-content", "cat": "get-content", "type": "get-content",
    "sc": "set-content", "ac": "add-content", "gci": "get-childitem", "ls": "get-childitem",
    "dir": "get-childitem", "gcm": "get-command", "gal": "get-alias", "saps": "start-process",
    "start": "start-process", "sajb": "start-job", "sleep": "start-sleep", "rm": "remove-item",
    "del": "remove-item", "erase": "remove-item", "rd": "remove-item", "ri": "remove-item",
    "rmdir": "remove-item", "cp": "copy-item", "copy": "copy-item", "cpi": "copy-item",
    "mv": "move-item", "move": "move-item", "mi": "move-item", "ren": "rename-item",
    "echo": "write-output", "write": "write-output", "ps": "get-process", "gps": "get-process",
    "kill": "stop-process", "spps": "stop-process", "gsv": "get-service", "gwmi": "get-wmiobject",
    "iwmi": "invoke-wmimethod", "swmi": "set-wmiinstance", "gcim": "get-ciminstance",
    "icim": "invoke-cimmethod", "nsn": "new-pssession", "etsn": "enter-pssession",
    "sp": "set-itemproperty", "gp": "get-itemproperty", "rp": "remove-itemproperty",
    "gm": "get-member", "select": "select-object", "sort": "sort-object", "group": "group-object",
    "measure": "measure-object", "tee": "tee-object", "ft": "format-table", "fl": "format-list",
    "oh": "out-host", "ipmo": "import-module", "gl": "get-location", "pwd": "get-location",
    "cd": "set-location", "sl": "set-location", "mkdir": "mkdir", "md": "mkdir", "cls": "clear-host",
    "clear": "clear-host", "h": "get-history", "history": "get-history", "man": "help",
    "gcb": "get-clipboard", "scb": "set-clipboard", "sasv": "start-service", "spsv": "stop-service",
    "variable": "get-variable", "alias": "get-alias", "item": "get-item", "childitem": "get-childitem",
    "command": "get-command", "content": "get-content", "sls": "select-string", "ogv": "out-gridview",
    "epcsv": "export-csv", "ipcsv": "import-csv", "compare": "compare-object", "diff": "compare-object",
    "gu": "get-unique", "gdr": "get-psdrive", "gmo": "get-module", "gjb": "get-job", "wjb": "wait-job",
    "rcjb": "receive-job", "rjb": "remove-job", "rni": "rename-item", "cvpa": "convert-path",
    "rvpa": "resolve-path", "clc": "clear-content", "cli": "clear-item", "clv": "clear-variable",
    "rv": "remove-variable", "exsn": "exit-pssession", "rsn": "remove-pssession", "gsn": "get-pssession",
    "gcs": "get-pscallstack", "gin": "get-computerinfo", "lp": "out-printer", "fw": "format-wide",
}  # fmt: skip

COMMANDS: Final = (
    "Invoke-Expression", "Invoke-WebRequest", "Invoke-RestMethod", "Invoke-Command", "New-Object",
    "Get-Command", "Get-Variable", "Set-Variable", "Get-Item", "Set-Item", "Get-ChildItem", "Get-Content",
    "Set-Content", "Start-Process", "Set-Alias", "New-Alias", "Get-Alias", "Get-Member", "Where-Object",
    "ForEach-Object", "Invoke-Item", "Write-Host", "Write-Output", "Out-Null", "Get-Process", "Get-WmiObject",
)  # fmt: skip
"""Commands that scripts find by a pattern: `gcm i*x*n`."""

WINDOWS: Final = {
    "comspec": r"C:\WINDOWS\system32\cmd.exe",
    "systemroot": r"C:\WINDOWS",
    "windir": r"C:\WINDOWS",
    "systemdrive": "C:",
    "programfiles": r"C:\Program Files",
    "programfiles(x86)": r"C:\Program Files (x86)",
    "programdata": r"C:\ProgramData",
    "allusersprofile": r"C:\ProgramData",
    "commonprogramfiles": r"C:\Program Files\Common Files",
    "public": r"C:\Users\Public",
    "pathext": ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC",
    "os": "Windows_NT",
    "psmodulepath": r"C:\Program Files\WindowsPowerShell\Modules;"
    r"C:\WINDOWS\system32\WindowsPowerShell\v1.0\Modules",
    "processor_architecture": "AMD64",
}
"""What the environment holds on every Windows, by small name."""

VARIABLES: Final[dict[str, object]] = {
    "null": None,
    "true": True,
    "false": False,
    "shellid": "Microsoft.PowerShell",
    "pshome": r"C:\Windows\System32\WindowsPowerShell\v1.0",
    "verbosepreference": "SilentlyContinue",
    "warningpreference": "Continue",
    "erroractionpreference": "Continue",
    "progresspreference": "Continue",
    "debugpreference": "SilentlyContinue",
    "confirmpreference": "High",
    "informationpreference": "SilentlyContinue",
    "whatifpreference": False,
    "ofs": " ",
}

VARIABLE_NAMES: Final = (
    "MaximumDriveCount", "MaximumAliasCount", "MaximumFunctionCount", "MaximumVariableCount",
    "MaximumErrorCount", "MaximumHistoryCount", "ExecutionContext", "VerbosePreference",
    "WarningPreference", "ErrorActionPreference", "ProgressPreference", "DebugPreference",
    "ConfirmPreference", "WhatIfPreference", "InformationPreference", "PSHOME", "ShellId", "PSCulture",
    "PSUICulture", "PSVersionTable", "PSDefaultParameterValues", "PSEmailServer", "PSSessionOption",
    "PSSessionConfigurationName", "PSSessionApplicationName", "StackTrace", "OutputEncoding",
    "NestedPromptLevel",
)  # fmt: skip

_PREFIX: Final = expression(r"^(?:global|script|local|private|using|variable):")


def command_name(word: str) -> str:
    """Return the full name of a command in small letters, without module, folder or .exe."""
    low = word.strip().lower().replace("`", "")
    name = low.replace("/", "\\").rpartition("\\")[2]
    for suffix in (".exe", ".com"):
        name = name.removesuffix(suffix)
    return ALIASES.get(name, name) if name == low else name


def variable_name(word: str) -> str:
    """Return a variable's name without its scope."""
    low = word.lower()
    return _PREFIX.sub("", low) if ":" in low else low


def matching(pattern: str, names: tuple[str, ...]) -> str | None:
    """Return the first name a pattern with * and ? fits."""
    low = pattern.lower()
    if len(low) > 60 or low.count("*") > 8:  # noqa: PLR2004  no name is found by such a pattern
        return None
    return next((name for name in names if fnmatchcase(name.lower(), low)), None)
