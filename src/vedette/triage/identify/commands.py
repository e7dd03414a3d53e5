"""Command lines: what stands where a command stands, and whether the rest looks like what follows one."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.kinds import Kind

_LOOKED_AT: Final = 4096
_LINES: Final = 60
_CMDLET: Final = expression(r"(?:^|[|{(=;&])[ \t]*([A-Za-z]+)-([A-Za-z]\w+)", re.MULTILINE)
_VERB_WORDS: Final = (
    "get set new add remove start stop invoke import export out write read test clear copy move rename"
    " join split select sort where foreach measure compare convert convertto convertfrom enable disable"
    " install uninstall register unregister update use wait mount dismount enter exit find format group"
    " limit lock unlock publish push pop receive send request reset resolve restart resume save search"
    " show suspend sync trace undo unblock unprotect watch block checkpoint complete confirm connect"
    " disconnect debug deny edit expand grant hide initialize merge open optimize protect"
)
_VERBS: Final = frozenset(_VERB_WORDS.split())
_PARTS: Final = expression(r"\|\|?|&&?|;|\$\(|`|\n")
_SHAPED: Final = expression(r"(?:^|\s)(?:-{1,2}\w|[~./$\"'<>*%{(\[\d]|[\w.-]*[/=:*@])")
_SHAPED_WINDOWS: Final = expression(r"(?:^|\s)(?:/\w|[\"%]|[A-Za-z]:|\\\\|[\w.-]*[=*\\])")
_BEFORE: Final = frozenset(
    ("sudo", "nohup", "exec", "time", "then", "do", "else", "env", "!", "doas", "xargs")
)
_UNIX_WORDS: Final = (
    "apk apt-get aptitude awk aws az base64 basename bash brew bunzip2 bzip2 cat cd chage chattr chgrp"
    " chmod chown chroot chsh comm cp cpio crontab csh csplit curl cut dd defaults df diff dig dirname"
    " dmesg dpkg dscl du echo egrep env esxcli exec export expr fdisk fgrep gawk gcc gcloud getent gpg"
    " grep groupadd gsettings gunzip gzip hdiutil hostnamectl iconv id ifconfig insmod ip iptables"
    " journalctl kextload killall kmod ksh kubectl launchctl ldd ln locate losetup ls lsattr lsblk lsmod"
    " lsof lspci md5sum mkdir mkfifo mktemp modprobe mv nc ncat netcat netstat nl nm nmap nohup nslookup"
    " od openssl osascript passwd pbcopy pgrep pidof ping pip pip3 pkill plutil printenv printf ps"
    " pstree ptrace pushd pwd python python3 readlink rename rm rmdir rpm rsync scp screencapture scutil"
    " sed seq setenforce setfacl sftp sha256sum shopt shred sleep socat source spctl ssh ssh-keygen"
    " sshpass stat strace strings su sudo swapoff swapon sync sysctl systemctl systemd-run"
    " system_profiler tac tar tcpdump tee telnet tmux tput tr truncate tty umask umount uname uniq"
    " unlink unset unxz unzip uptime useradd usermod userdel vim visudo wc wget whoami xargs xattr xxd"
    " xz yes yum zcat zip zsh ufw rmmod docker git make perl ruby node npm php go ss nft auditctl"
    " adduser deluser chpasswd csrutil mdfind networksetup profiles pfctl softwareupdate security"
    " tccutil dseditgroup sysadminctl gdb objdump readelf rpm2cpio getcap setcap trap alias unalias"
    " history test"
)
_UNIX: Final = frozenset(_UNIX_WORDS.split())
_PLAIN_WORDS_WORDS: Final = (
    "find date split watch touch info mount cut sort type kill mail host file top read set import last"
    " more less who which join paste fold look time wait jobs screen at bash head tail groups users"
    " clear copy move where title start net shutdown query route finger"
)
_PLAIN_WORDS: Final = frozenset(_PLAIN_WORDS_WORDS.split())
"""Commands that are words of English: what follows them has to look like that of a command."""
_WINDOWS_WORDS: Final = (
    "appcmd arp assoc attrib auditpol bcdedit bitsadmin cacls certreq certutil chcp cipher cmd cmdkey"
    " cmstp copy cscript csvde dcdiag del dir diskpart diskshadow dism dnscmd driverquery dsquery erase"
    " esentutl eventcreate expand explorer extrac32 fltmc forfiles fsutil ftype getmac gpresult gpscript"
    " gpupdate hh icacls ipconfig installutil klist ksetup ldifde logoff makecab manage-bde mavinject md"
    " mklink mofcomp move msbuild mshta msiexec mstsc nbtstat net net1 netdom netsh nltest ntdsutil"
    " odbcconf pcalua pktmon pnputil powershell print psexec pubprn query quser qwinsta rd reg regasm"
    " regedit regini regsvcs regsvr32 replace robocopy route rundll32 runas sc schtasks secedit setx"
    " setspn shutdown start subst systeminfo takeown taskkill tasklist tscon type vaultcmd ver verclsid"
    " vssadmin w32tm wbadmin wevtutil where whoami winrm winrs wmic wscript wsl wusa xcopy xwizard for"
    " if set echo rem ren cd"
)
_WINDOWS: Final = frozenset(_WINDOWS_WORDS.split())


def command_scores(text: str) -> Counter[Kind]:
    """Return points for the shells whose commands stand where commands stand."""
    head = text[:_LOOKED_AT]
    scores: Counter[Kind] = Counter()
    cmdlets = {noun.lower() for verb, noun in _CMDLET.findall(head) if verb.lower() in _VERBS}
    scores[Kind.POWERSHELL] += 4 * min(len(cmdlets), 4)
    unix, windows = set[str](), set[str]()
    for part in _PARTS.split(head, maxsplit=_LINES)[:_LINES]:
        _look(part.strip(), unix, windows)
    scores[Kind.SHELL] += 4 * min(len(unix), 3)
    scores[Kind.BATCH] += 4 * min(len(windows), 3)
    return scores


def _look(part: str, unix: set[str], windows: set[str]) -> None:
    """Look at one command: what its first word is, and how the others look."""
    word, rest = _first(part)
    if not word:
        return
    bare = word.rpartition("/")[2]
    if bare in _UNIX or bare in _PLAIN_WORDS:
        if _SHAPED.search(rest) or (bare in _UNIX and len(rest.split()) <= _FEW):
            unix.add(bare)
    elif word.startswith(("/", "~/", "./")) and _SHAPED.search(rest):
        unix.add(word[:20])
    low = word.lower().removesuffix(".exe").rpartition("\\")[2]
    if low in _WINDOWS and (_SHAPED_WINDOWS.search(rest) or _is_plain(low, rest)):
        windows.add(low)
    elif _is_program(part[:_LONGEST]):
        windows.add(low[:20])


_LONGEST: Final = 300
_ENDINGS: Final = (".exe", ".bat", ".cmd", ".msc", ".cpl", ".com")
_AFTER: Final = frozenset(" \"'\t,;")


def _is_program(part: str) -> bool:
    """Tell whether a command begins with the path of a program."""
    for ending in _ENDINGS:
        at = part.lower().find(ending)
        after = part[at + 4 : at + 5]
        if at > 0 and (not after or after in _AFTER):
            path = part[:at].lstrip("\"'& ")
            return ("\\" in path or " " not in path) and not any(char in path for char in "<>|\"'$(")
    return False


_FEW: Final = 3
_MANY: Final = 8
_ENGLISH_WORDS: Final = (
    "copy move del erase expand explorer print query replace route start type where for if set echo rem cd"
    " dir cipher net sc at title more choice ver wsl hh cmd powershell color"
    " pause whoami"
)
_ENGLISH: Final = frozenset(_ENGLISH_WORDS.split())


def _is_plain(command: str, rest: str) -> bool:
    """Tell a command of Windows that is no word of a language, with a few words after it."""
    return command not in _ENGLISH and 0 < len(rest.split()) <= _MANY


def _first(part: str) -> tuple[str, str]:
    """Return the command of a part and the rest, without what may stand before a command."""
    for _ in range(3):
        word, _, rest = part.partition(" ")
        if word not in _BEFORE and "=" not in word:
            return word.strip("\"'(@{"), rest
        part = rest.lstrip()
    return "", ""
