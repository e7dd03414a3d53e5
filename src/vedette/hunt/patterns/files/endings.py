"""What files are called by ransomware and by everybody else, and what deletes the copies of them."""

from __future__ import annotations

import re
from typing import Final

_NOTE: Final = re.compile(
    r"(?:read[\W_]?me|recover|decrypt|restor|how[\W_]?to|unlock|ransom|locked"
    r"|your[\W_]?files|instruction|!help|help_|_help"
    r"|attention|warning|contact|payment|bitcoin)[^\\/]*\.(?:txt|html?|hta|rtf"
    r"|png|bmp|url|log|md)$|^!+[^\\/]*\.(?:txt|html?|hta)$"
)
_ORDINARY_NOTE: Final = frozenset(
    {
        "readme.txt",
        "readme.md",
        "readme.html",
        "readme.htm",
        "readme.rtf",
        "instructions.txt",
        "warning.log",
    }
)
ORDINARY: Final = frozenset(
    """
    7z a accdb adml admx asc aspx avi avro bak bat bin bkf blob bmp bz2 c cab cache cat cer cfg chm
    class cmd conf config cpp crdownload crt css csv dat db delta dll doc docx download eml etl evtx
    exe flac gif go gpg gz h hlp hpp htm html ico idx img inf ini iso jar java journal jpeg jpg js
    json jsx key lib lnk lock log manifest map md md5 mdb mkv mo mov mp3 mp4 msg msi mui mum nls npy
    nupkg o obj odp ods odt old orc ost otf pack parquet part partial pdf pem pf pfx php pid pl pnf
    png po ppt pptx ps1 psd1 psm1 pst py pyc pyo rar rb resources resx rev rs rtf sh sha256 shm sig
    so sql sqlite svg swp sys tar temp tgz tmp torrent ts tsv tsx ttf txt url vbs vhd vhdx vmdk wal
    wav webp whl woff woff2 xls xlsx xml xsd xsl xslt xz yaml yml zip
    """.split()  # noqa: SIM905  a list of words
)
"""Endings files have."""
_AWAY: Final = re.compile(
    (
        r"\bvssadmin(?:\.exe)?\"?\s+(?:delete\s+shadows|resize\s+shadowstorage)|\bwmic(?:\.exe)?\"?\s+"
        r"shadowcopy\s+.{0,60}delete"
        r"|win32_shadowcopy.{0,200}(?:delete|remove-wmiobject|remove-ciminstance)"
        r"|\bwbadmin(?:\.exe)?\"?\s+delete\s+(?:catalog|systemstatebackup|backup)"
        r"|\bbcdedit(?:\.exe)?\"?\s.{0,60}(?:recoveryenabled\s+no|bootstatuspolicy\s+ignoreallfailures"
        r")|\bdiskshadow(?:\.exe)?\b.{0,80}delete\s+shadows"
        r"|\breagentc(?:\.exe)?\"?\s+/disable|\bvim-cmd\s+vmsvc/snapshot\.removeall"
        r"|\besxcli\s+vm\s+process\s+kill"
    ),
    re.IGNORECASE,
)
_NEEDLES: Final = ("shadow", "wbadmin", "bcdedit", "reagentc", "snapshot.removeall", "esxcli")


def is_ordinary(ending: str) -> bool:
    """Whether files have that ending without anybody having encrypted them."""
    return ending in ORDINARY or ending.isdigit() or len(ending) > 40  # noqa: PLR2004


def is_note(name: str) -> bool:
    """Whether a file's name, in lower case, asks to be read by somebody in trouble."""
    return name not in _ORDINARY_NOTE and _NOTE.search(name) is not None


def deletes_copies(command: str) -> bool:
    """Whether a command takes away what would bring files back."""
    lowered = command[:8_192].lower()
    return any(needle in lowered for needle in _NEEDLES) and _AWAY.search(lowered) is not None
