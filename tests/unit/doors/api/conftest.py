from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.doors.api.fakes import FakeService, Quick


@pytest.fixture
def quick() -> Quick:
    return Quick()


@pytest.fixture
def service(tmp_path: Path, quick: Quick) -> Iterator[FakeService]:
    made = FakeService(tmp_path, quick)
    yield made
    if not made.closed:
        made.close()
