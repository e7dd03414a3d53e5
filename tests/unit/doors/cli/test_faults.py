import errno
import os
from pathlib import Path

import pytest

from vedette.core.errors import BadInput, Unavailable
from vedette.doors.cli.faults import interrupts, known


@pytest.mark.parametrize(
    "number", [errno.EACCES, errno.ENAMETOOLONG, errno.ELOOP, errno.EROFS, errno.ENOTDIR]
)
def test_a_path_the_system_does_not_give_is_the_callers_to_mend(number: int) -> None:
    told = known(OSError(number, os.strerror(number), "/a/place"))
    assert isinstance(told, BadInput)
    assert str(told) == f"/a/place: {os.strerror(number)}"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.EIO])
def test_what_has_no_room_may_have_some_later(number: int) -> None:
    told = known(OSError(number, os.strerror(number)))
    assert isinstance(told, Unavailable)
    assert str(told) == os.strerror(number)


def test_the_folder_one_is_in_may_be_gone(tmp_path: Path) -> None:
    before = Path.cwd()
    gone = tmp_path / "gone"
    gone.mkdir()
    try:
        os.chdir(gone)
        gone.rmdir()
        with pytest.raises(FileNotFoundError) as raised:
            Path.cwd()
    finally:
        os.chdir(before)
    assert "the folder you are in is gone" in str(known(raised.value))


@pytest.mark.parametrize("error", [ZeroDivisionError(), ConnectionResetError(104, "reset"), KeyError("x")])
def test_what_nobody_foresaw_is_a_fault_of_ours(error: Exception) -> None:
    assert known(error) is None


def test_an_error_of_ours_is_itself() -> None:
    ours = BadInput("no", hint="try")
    assert known(ours) is ours
    assert known(EOFError()) is not None


def test_an_interruption_is_one_whatever_was_made_of_it() -> None:
    wrapped = RuntimeError("in the middle of something")
    wrapped.__cause__ = KeyboardInterrupt()
    assert interrupts(wrapped)
    assert interrupts(KeyboardInterrupt())
    assert not interrupts(RuntimeError())
    endless = RuntimeError()
    endless.__context__ = endless.__cause__ = RuntimeError()
    endless.__cause__.__context__ = endless
    assert not interrupts(endless)
