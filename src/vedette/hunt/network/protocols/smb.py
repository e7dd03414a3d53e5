# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""SMB 1 and 2: who logged in, which shares were opened and which files. Reads and writes are not followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.hunt import actions
from vedette.hunt.event import Value
from vedette.hunt.network.dialogue import Dialogue, Ends, Mark, kind
from vedette.hunt.network.protocols.ntlm import Claim, claim

_LOGIN: Final = kind(actions.LOGIN, "smb", "ntlm")
_SHARE: Final = kind(actions.SHARE, "smb", "smb_mapping")
_FILE: Final = kind(actions.SMB, "smb", "smb_files")
_HEAD_ONE: Final = 33
_HEAD_TWO: Final = 64
_SETUP, _TREE, _CREATE = 1, 3, 5
_SETUP_ONE, _TREE_ONE, _CREATE_ONE = 0x73, 0x75, 0xA2
_MORE: Final = 0xC0000016
_NETWORK: Final = 3
_OPEN_MAX: Final = 256
_TREES_MAX: Final = 256
_CHAIN_MAX: Final = 16
_SIZE_MAX: Final = 64 * 1024
_STATUS: Final = {
    0: "SUCCESS", 0xC0000022: "ACCESS_DENIED", 0xC000006D: "LOGON_FAILURE",
    0xC0000034: "OBJECT_NAME_NOT_FOUND",
    0xC00000CC: "BAD_NETWORK_NAME", 0xC000003A: "OBJECT_PATH_NOT_FOUND", 0xC000006E: "ACCOUNT_RESTRICTION",
    0xC0000072: "ACCOUNT_DISABLED", 0xC0000234: "ACCOUNT_LOCKED_OUT", 0xC0000043: "SHARING_VIOLATION",
    0xC0000071: "PASSWORD_EXPIRED", 0xC0000064: "NO_SUCH_USER", 0xC0000035: "OBJECT_NAME_COLLISION",
}  # fmt: skip
_DISPOSITIONS: Final = ("SUPERSEDE", "OPEN", "CREATE", "OPEN_IF", "OVERWRITE", "OVERWRITE_IF")
_DELETE_ON_CLOSE: Final = 0x1000


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request that waits for its answer."""

    mark: Mark
    command: int
    name: str
    tree: int
    claim: Claim | None = None
    detail: str = ""


class Smb(Dialogue):
    """One connection."""

    def __init__(self, ends: Ends) -> None:
        """Begin with nothing said."""
        super().__init__(ends)
        self._open: dict[int, _Asked] = {}
        self._trees: dict[int, str] = {}
        self._claim: Claim | None = None

    def feed(self, way: int, data: bytes, mark: Mark) -> int:  # noqa: ARG002  messages say it themselves
        """Read a message."""
        if len(data) < 36:
            return 0
        size = int.from_bytes(data[1:4], "big")
        if data[0] != 0 or data[5:8] != b"SMB":
            return len(data)
        if len(data) < min(4 + size, _SIZE_MAX):
            return 0
        message = data[4 : 4 + size]
        if message[:1] == b"\xfe":
            self._chain(message, mark)
        else:
            self._one(message, mark)
        return max(4 + size, 36)

    def close(self, way: int, data: bytes, mark: Mark) -> None:  # noqa: ARG002
        """Read what is there of a message that broke off."""
        if data[4:8] == b"\xfeSMB":
            self._two(data[4:], mark)

    def end(self) -> None:
        """Tell of what was not answered."""
        for one in self._open.values():
            self._tell(one, None)
        self._open.clear()

    def _chain(self, message: bytes, mark: Mark) -> None:
        """Read messages that were sent as one."""
        for _ in range(_CHAIN_MAX):
            self._two(message, mark)
            after = int.from_bytes(message[20:24], "little")
            if after < _HEAD_TWO or after >= len(message):
                return
            message = message[after:]

    def _two(self, message: bytes, mark: Mark) -> None:
        if len(message) < _HEAD_TWO:
            return
        command = int.from_bytes(message[12:14], "little")
        number = int.from_bytes(message[24:32], "little")
        tree = int.from_bytes(message[36:40], "little")
        if message[16] & 1:
            status = int.from_bytes(message[8:12], "little")
            self._answer(number, status, tree)
        elif command == _SETUP:
            found = claim(_part(message, 76))
            self._ask(number, _Asked(mark, _SETUP, "", tree, found))
        elif command == _TREE:
            self._ask(number, _Asked(mark, _TREE, _wide(_part(message, 68)), tree))
        elif command == _CREATE:
            self._ask(number, _create(message, mark, tree))

    def _one(self, message: bytes, mark: Mark) -> None:
        """Read a message of SMB 1."""
        if len(message) < _HEAD_ONE:
            return
        command = message[4]
        number = int.from_bytes(message[30:32], "little") | int.from_bytes(message[26:28], "little") << 16
        tree, status = int.from_bytes(message[24:26], "little"), int.from_bytes(message[5:9], "little")
        if message[9] & 0x80:
            self._answer(number, status, tree)
            return
        words = 33 + 2 * message[32]
        body, wide = message[words + 2 :], bool(message[11] & 0x80)
        if command == _SETUP_ONE:
            self._ask(number, _Asked(mark, _SETUP, "", tree, claim(body)))
        elif command == _TREE_ONE:
            password = int.from_bytes(message[39:41], "little")
            self._ask(
                number, _Asked(mark, _TREE, _old_text(body[password:], words + 2 + password, wide=wide), tree)
            )
        elif command == _CREATE_ONE:
            self._ask(
                number, _Asked(mark, _CREATE, _old_text(body, words + 2, wide=wide), tree, None, "OPEN")
            )

    def _ask(self, number: int, asked: _Asked) -> None:
        if len(self._open) >= _OPEN_MAX:
            self._tell(self._open.pop(next(iter(self._open))), None)
        self._open[number] = asked

    def _answer(self, number: int, status: int, tree: int) -> None:
        asked = self._open.get(number)
        if asked is None or (asked.command == _SETUP and status == _MORE and asked.claim is None):
            self._open.pop(number, None)
            return
        del self._open[number]
        if asked.command == _TREE and status == 0 and len(self._trees) < _TREES_MAX:
            self._trees[tree] = asked.name
        self._tell(asked, status)

    def _tell(self, asked: _Asked, status: int | None) -> None:
        outcome = None if status is None else "success" if status == 0 else "failure"
        said = None if status is None else _STATUS.get(status, f"0x{status:08x}")
        user = self._claim.user.lower() if self._claim else None
        if asked.command == _SETUP:
            if asked.claim is None:
                return
            self._login(asked.mark, asked.claim, outcome, said)
        elif asked.command == _TREE:
            share = asked.name.rpartition("\\")[2]
            sort = "PIPE" if share.upper() == "IPC$" else "DISK"
            fields: dict[str, Value] = {"path": asked.name, "share_type": sort, "status": said}
            self.ready.append(
                self.ends.event(
                    asked.mark, _SHARE, fields, file=asked.name or None, outcome=outcome, user=user
                )
            )
        else:
            path = self._trees.get(asked.tree)
            fields = {"path": path, "name": asked.name, "action": "SMB::FILE_" + (asked.detail or "OPEN"),
                      "status": said}  # fmt: skip
            self.ready.append(
                self.ends.event(
                    asked.mark, _FILE, fields, file=asked.name or None, outcome=outcome, user=user
                )
            )

    def _login(self, mark: Mark, who: Claim, outcome: str | None, said: str | None) -> None:
        if outcome == "success":
            self._claim = who
        fields: dict[str, Value] = {
            "username": who.user,
            "domainname": who.domain,
            "hostname": who.workstation,
            "status": said,
            "success": None if outcome is None else outcome == "success",
        }
        self.ready.append(
            self.ends.event(
                mark, _LOGIN, fields, user=who.user.lower() or None, outcome=outcome, logon_type=_NETWORK,
                host=who.workstation.lower().partition(".")[0] or None,
            )
        )  # fmt: skip


def _create(message: bytes, mark: Mark, tree: int) -> _Asked:
    disposition = int.from_bytes(message[100:104], "little")
    options = int.from_bytes(message[104:108], "little")
    detail = _DISPOSITIONS[disposition] if disposition < len(_DISPOSITIONS) else "OPEN"
    if options & _DELETE_ON_CLOSE:
        detail = "DELETE"
    elif detail == "OPEN_IF":
        detail = "OPEN"
    return _Asked(mark, _CREATE, _wide(_part(message, 108)), tree, None, detail)


def _part(message: bytes, at: int) -> bytes:
    """Return the bytes an offset and a length at `at` point to."""
    start = int.from_bytes(message[at : at + 2], "little")
    size = int.from_bytes(message[at + 2 : at + 4], "little")
    return message[start : start + min(size, 4096)]


def _wide(data: bytes) -> str:
    return data.decode("utf-16-le", "replace")


def _old_text(data: bytes, offset: int, *, wide: bool) -> str:
    """Read a text of SMB 1 up to its zero; wide ones begin at an even place."""
    if not wide:
        return data.partition(b"\0")[0][:1024].decode("latin-1")
    data = data[offset % 2 :][:2048]
    return _wide(data[: len(data) // 2 * 2]).partition("\0")[0]
