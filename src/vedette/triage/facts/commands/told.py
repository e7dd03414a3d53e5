"""What one command does, before it has a place: whoever read the command knows that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from vedette.triage.fact import Fact

if TYPE_CHECKING:
    from vedette.core.nouns import Locator
    from vedette.triage.fact import Act, When


class Told(Struct, frozen=True, kw_only=True):
    """One thing a command does. The fields are those of a fact."""

    act: Act
    says: str = ""
    target: str = ""
    how: str = ""
    sure: bool = True
    inputs: tuple[Told, ...] = ()
    """What flows into it inside the same command: the file it sends, what it runs after a download."""
    file: str = ""
    """The file it leaves behind or takes, where later commands may meet it."""

    def __hash__(self) -> int:
        """Leave out what flows in: that may go on for longer than anybody's stack."""
        return hash((self.act, self.file, self.says, self.target, self.how))

    def fact(self, place: Locator, quote: str, when: When, inputs: tuple[Fact, ...] = ()) -> Fact:
        """Return it as a fact of one place; `inputs` is what flows in from elsewhere."""
        inner = tuple(one.fact(place, quote, when) for one in self.inputs)
        return Fact(
            act=self.act, place=place, quote=quote[:200], says=self.says, target=self.target, how=self.how,
            when=when, sure=self.sure, inputs=(*inner, *inputs),
        )  # fmt: skip
