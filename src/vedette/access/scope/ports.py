"""What proofs are looked up with: name servers, web servers, repositories. And their fakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from msgspec import Struct

from vedette.access.scope.targets import Target
from vedette.core.errors import Refused, Unavailable


class NotShown(Refused):
    """We looked, and control of the asset is not shown there: an answer, not an outage."""


class Texts(Struct, frozen=True, kw_only=True):
    """The TXT records at one name."""

    values: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Names the answer was redirected through (CNAME), in order."""
    dnssec: bool = False
    """Whether every resolver asked had validated it."""


class Found(Struct, frozen=True, kw_only=True):
    """The addresses of one name."""

    addresses: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    dnssec: bool = False


class Resolver(Protocol):
    """Asks name servers. Nothing is kept from one call to the next; a name nobody knows has no records."""

    def txt(self, name: str) -> Texts:
        """Return the TXT records at a name.

        Raises:
            Unavailable: there is no answer, or not one all agree on.

        """
        ...

    def addresses(self, name: str) -> Found:
        """Return the addresses of a name, and every alias on the way.

        Raises:
            Unavailable: there is no answer, or not one all agree on.

        """
        ...


class Web(Protocol):
    """Fetches one small file over HTTPS, from the one address it is told."""

    def fetch(self, host: str, address: str, path: str) -> bytes:
        """Return the file.

        Raises:
            NotShown: the server does not speak for the host, or answers with anything but the file.
            Unavailable: it does not answer.

        """
        ...


class Repository(Protocol):
    """The default branch of one repository, as it is now."""

    def head_commit(self) -> str:
        """Return the commit the default branch points at."""
        ...

    def file_at_head(self, path: str) -> bytes | None:
        """Return a file at that commit, or None."""
        ...

    def signature_ok(self, keys: tuple[str, ...]) -> bool:
        """Tell whether one of these keys signed that commit."""
        ...


class Ports(Struct, frozen=True, kw_only=True):
    """Everything a proof may be looked up with."""

    resolver: Resolver
    web: Web
    repository: Callable[[Target], Repository]
    """Opens a repository by its target.  Raises Unavailable when it cannot."""


class Zone:
    """A resolver that knows what it was told."""

    def __init__(self, records: Mapping[str, Texts | Found] | None = None) -> None:
        self.records: dict[tuple[str, type[Texts | Found]], Texts | Found] = {}
        self.silent = False
        """Whether it stopped answering."""
        for name, value in (records or {}).items():
            self.tell(name, value)

    def tell(self, name: str, value: Texts | Found) -> None:
        """Let a name have these records."""
        self.records[name, type(value)] = value

    def txt(self, name: str) -> Texts:
        """Return what it was told."""
        found = self._found(name, Texts)
        return found if isinstance(found, Texts) else Texts()

    def addresses(self, name: str) -> Found:
        """Return what it was told."""
        found = self._found(name, Found)
        return found if isinstance(found, Found) else Found()

    def _found(self, name: str, kind: type[Texts | Found]) -> Texts | Found | None:
        if self.silent:
            raise Unavailable(f"no answer about {name}", hint="try again later")
        return self.records.get((name, kind))


class Pages:
    """Web servers that hold what they were told, by (host, address)."""

    def __init__(self, pages: Mapping[tuple[str, str], bytes] | None = None) -> None:
        self.pages = dict(pages or {})

    def fetch(self, host: str, address: str, path: str) -> bytes:
        """Return the page of that host at that address."""
        page = self.pages.get((host, address))
        if page is None:
            raise NotShown(f"https://{host}{path} is not there", hint="put the file there")
        return page


class Branch(Struct, frozen=True, kw_only=True):
    """A repository that is what it was told to be."""

    files: Mapping[str, bytes]
    head: str = "0" * 40
    signed_by: str = ""

    def head_commit(self) -> str:
        """Return the commit it was told."""
        return self.head

    def file_at_head(self, path: str) -> bytes | None:
        """Return what it was told."""
        return self.files.get(path)

    def signature_ok(self, keys: tuple[str, ...]) -> bool:
        """Tell whether it was told one of these."""
        return self.signed_by in keys
