import subprocess  # noqa: TID251  what it keeps from happening ends the process
import sys

import msgspec
import pytest

from vedette.core.learning import learn

CROWD = """
import enum, sys, threading, time
import msgspec
from vedette.core.learning import learn

class Slowly(enum.EnumMeta):
    def __getattr__(cls, name):
        time.sleep(0.05)  # lets the others in, as any step of Python's may
        raise AttributeError(name)

class Kind(str, enum.Enum, metaclass=Slowly):
    A = "a"

class One(msgspec.Struct):
    kind: Kind

class Never(msgspec.Struct):
    what: "NotThere"

learn(sys.argv[1])

def read():
    msgspec.json.decode(b'{"kind":"a"}', type=One)

read = [threading.Thread(target=read) for _ in "1234"]
for one in read:
    one.start()
    time.sleep(0.01)
for one in read:
    one.join()
"""


def test_many_threads_may_read_what_was_learnt_at_once() -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", CROWD, "__main__"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_records_of_others_are_theirs_to_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt: list[type] = []
    monkeypatch.setattr("msgspec.json.Decoder", learnt.append)

    class Ours(msgspec.Struct):
        pass

    class Others(msgspec.Struct):
        pass

    Ours.__module__ = "some.module"
    Others.__module__ = "someothers"
    learn("some")
    learn("some")
    assert learnt == [Ours], "and once is enough"
