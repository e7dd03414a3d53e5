import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.examples import few
from vedette.app.backendlocal import LocalModel, check, local_model
from vedette.core.dialogue import Ask, Message, Speaker
from vedette.core.errors import BadInput, Unavailable
from vedette.models.attachments import Attachment
from vedette.models.lock import weights

ASK = Ask(messages=(Message(speaker=Speaker.USER, text="Hi"),))


CHILD = (sys.executable, str(Path(__file__).with_name("toychild.py")))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """What looks like weights to us."""
    made = tmp_path / "toy.gguf"
    made.write_bytes(b"GGUF" + b"\0" * 100)
    return made


def local(file: Path, model: str = "toy") -> LocalModel:
    """A model whose process is ours, with a toy for a library."""
    made = Attachment(kind="gguf", model=model)
    return LocalModel(name="here: toy", made=made, file=file, sha256="", command=CHILD)


@pytest.fixture
def toy(file: Path) -> Iterator[LocalModel]:
    made = local(file)
    yield made
    made.close()


def test_it_begins_with_the_first_question_and_ends_when_closed(toy: LocalModel) -> None:
    assert (toy.pid(), toy.context) == (0, 8192)
    assert toy.answer(ASK).text == "Hello"
    assert (toy.pid() > 0, toy.context) == (True, 2048)
    assert next(one.text for one in toy.stream(ASK)) == "Hello"
    pid = toy.pid()
    toy.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_it_begins_again_when_it_died(toy: LocalModel) -> None:
    toy.answer(ASK)
    first = toy.pid()
    os.kill(first, signal.SIGKILL)
    time.sleep(0.3)
    assert toy.answer(ASK).text == "Hello"
    assert toy.pid() != first


def test_many_who_begin_at_once_share_one(toy: LocalModel) -> None:
    pids = set()

    def ask() -> None:
        toy.answer(ASK)
        pids.add(toy.pid())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(pids) == 1


@pytest.mark.parametrize(
    ("model", "words"),
    few(
        [
            ("lacks", "xllamacpp is not installed"),
            ("fails", "does not start: 'RuntimeError: no\\x1b memory'"),
            ("rubbish", "does not start"),
            ("number", "does not start"),
            ("endless", "does not start"),
            ("ends", "ended before it was ready"),
        ],
        several=True,
    ),
)
def test_one_that_does_not_start_says_why(file: Path, model: str, words: str) -> None:
    broken = local(file, model)
    with pytest.raises(Unavailable) as told:
        broken.answer(ASK)
    assert words in str(told.value)
    assert broken.pid() == 0


def test_a_file_that_is_not_what_it_should_be_is_not_served(tmp_path: Path) -> None:
    file = tmp_path / "w.gguf"
    with pytest.raises(BadInput, match="cannot be read"):
        check("here", file, "")
    file.write_bytes(b"PK\3\4")
    with pytest.raises(BadInput, match="no GGUF file"):
        check("here", file, "")
    file.write_bytes(b"GGUF")
    assert check("here", file, "") == 4
    with pytest.raises(BadInput, match="does not have the SHA-256"):
        check("here", file, "0" * 64)


def test_where_the_weights_are(tmp_path: Path) -> None:
    wanted = weights("smollm2-135m")
    found = local_model("x", Attachment(kind="gguf", model="smollm2-135m"), tmp_path)
    assert (found.file, found.sha256) == (tmp_path / f"{wanted.sha256}.gguf", wanted.sha256)
    own = local_model("x", Attachment(kind="gguf", model="m", path="/w.gguf", sha256="0" * 64), tmp_path)
    assert (own.file, own.sha256) == (Path("/w.gguf"), "0" * 64)
    with pytest.raises(BadInput, match="no weights"):
        local_model("x", Attachment(kind="gguf", model="m"), tmp_path)
