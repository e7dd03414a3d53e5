"""What holds for every test."""

import gc
import os
import re
import signal
import ssl
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from tests import counting

# numpy begins a thread for each core when it is read, and what workers are forked of has just one.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

# While tests are read nothing becomes garbage that matters.
gc.disable()

counting.counted()

from tests import ready, sharing, unsynced  # noqa: E402 - they read what is counted

LOOK_FOR_CIRCLES_AFTER: Final = (20_000, 20, 20)
"""New objects: tests make few, and most of those are gone at once."""

# A busy machine is not a bug: tests have a timeout of their own. And whoever runs the tests learns
# whether their change broke something, not what luck found today: the looking is done by `make soak`.
# That drawing examples is slow is seen by a clock on the wall, and so it is not looked at here either.
settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    max_examples=10,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("wide", deadline=None, max_examples=300)
settings.register_profile("soak", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("LOOKING", "house"))


# A run begun in the background has this signal ignored, and so would each program that a test ends with it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Examples are also made of the numbers and words in all modules of ours that were read. The long runs do so:
# here each change of a word anywhere, and of what ran before, would have other examples tried of everything,
# and each part would take a second to read for them.
if settings.get_current_profile_name() == "house":
    providers._get_local_constants = lambda: providers._local_constants  # noqa: SLF001

# Each client of HTTP reads whom everybody trusts, in a twentieth of a second: here hundreds are one process.
_trusting: Final = ssl.create_default_context
_trusting_all: Final = cache(_trusting)


def _trust(*purpose: Any, **given: Any) -> ssl.SSLContext:  # noqa: ANN401 - whatever it takes
    file = str(given.get("cafile"))
    everybodys = file.endswith("cacert.pem") or file == os.environ.get("SSL_CERT_FILE")
    alone = not purpose and given.keys() == {"cafile"}
    return (_trusting_all if alone and everybodys else _trusting)(*purpose, **given)


ssl.create_default_context = _trust
unsynced.unsync()


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(sharing)


def pytest_collection_finish() -> None:
    # What was read so far stays: the collector need not walk through it again and again.
    gc.freeze()
    gc.set_threshold(*LOOK_FOR_CIRCLES_AFTER)
    gc.enable()
    ready.keep_knowledge()


_numbers: Final = count()


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new folder. Pytest's own looks through all that were made before for the next free number."""
    name = re.sub(r"\W", "_", request.node.name)[:24]
    return tmp_path_factory.mktemp(f"{name}-{os.getpid()}-{next(_numbers)}", numbered=False)
