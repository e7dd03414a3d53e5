import ssl
from collections.abc import Iterator
from functools import lru_cache

import pytest


@pytest.fixture(scope="module", autouse=True)
def _certificates_read_once() -> Iterator[None]:
    """A process of the command line reads whom this machine trusts; here hundreds of them are one process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", lru_cache(maxsize=1)(ssl.create_default_context))
        yield
