"""A target held in memory, the real engine over it, and a model that says what a test wants said."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from vedette.agents.effects import Execute, ReadSource, Rescan
from vedette.agents.hunter.hunting import Quarry
from vedette.agents.hunter.interest import survey
from vedette.agents.hunter.properties import Trying
from vedette.agents.hunter.proposals import Claim, Harm, Origin, Part, Propose
from vedette.code import load_knowledge, scan
from vedette.core.dialogue import Ask, Delta, LanguageModel, ModelRole, Reply, Usage, unstoppable
from vedette.core.executions import Execution, NotExecuted
from vedette.core.nouns import Artefact, ArtefactKind, Engine, Report
from vedette.core.sources import SourceFile

KNOWLEDGE = load_knowledge()
NOTHING = '{"action":"nothing"}'


def digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def source(path: str, text: str) -> SourceFile:
    data = text.encode()
    return SourceFile(path=path, digest=digest(text), size=len(data), read=lambda: data)


def quarry(texts: dict[str, str], tree: str = "", units: int = 20) -> Quarry:
    return Quarry(
        survey=survey(texts, KNOWLEDGE),
        knowledge=KNOWLEDGE,
        digests={path: digest(text) for path, text in texts.items()},
        trying=Trying(tree=tree),
        units=units,
    )


@dataclass
class Saying:
    """Says one thing after the other, the last again and again."""

    script: Sequence[str]
    asked: list[Ask] = field(default_factory=list)
    rates: str = '{"action":"rate","calls":[]}'
    """What it says to closed questions, which are not counted."""
    name: str = "saying"
    context: int = 0

    def answer(self, ask: Ask, cancelled: Callable[[], bool] = unstoppable) -> Reply:
        del cancelled
        if '"rate"' in ask.messages[0].text:
            return Reply(text=self.rates, usage=Usage(prompt=self.size(ask), completion=5))
        text = self.script[min(len(self.asked), len(self.script) - 1)]
        self.asked.append(ask)
        return Reply(text=text, usage=Usage(prompt=self.size(ask), completion=len(text) // 3))

    def stream(self, ask: Ask, cancelled: Callable[[], bool] = unstoppable) -> Iterator[Delta]:
        yield Delta(text=self.answer(ask, cancelled).text)

    def size(self, ask: Ask) -> int:
        return sum(len(one.text) for one in ask.messages) // 3


@dataclass
class Ground:
    """The real engine over texts in memory; a sandbox only where a test brings one."""

    texts: dict[str, str]
    said_by: LanguageModel | None
    sandbox: Callable[[Execute], Execution | NotExecuted] | None = None
    rescans: list[Rescan] = field(default_factory=list)
    ran: list[Execute] = field(default_factory=list)

    def model(self, role: ModelRole) -> LanguageModel | None:
        del role
        return self.said_by

    def rescan(self, effect: Rescan) -> Report:
        self.rescans.append(effect)
        texts = self.texts | effect.changed
        knowledge = load_knowledge(list(effect.rules.items())) if effect.rules else KNOWLEDGE
        result = scan([source(path, text) for path, text in sorted(texts.items())], knowledge)
        return Report(
            engine=Engine(name="vedette", version="0", rules=knowledge.digest),
            target=Artefact(kind=ArtefactKind.TREE, name="t", digest=digest(""), size=0),
            artefacts=result.artefacts,
            findings=result.findings,
            coverage=result.coverage,
        )

    def execute(self, effect: Execute) -> Execution | NotExecuted:
        self.ran.append(effect)
        return self.sandbox(effect) if self.sandbox is not None else NotExecuted(why="none here")

    def read(self, effect: ReadSource) -> str | None:
        return self.texts.get(effect.path)


def claim(  # noqa: PLR0913 - the fields of a claim
    part: Part,
    harm: Harm,
    callable_: str,
    path: tuple[str, ...],
    *,
    argument: str = "",
    origin: Origin = Origin.REMOTE,
    returns: str = "",
    parameter: str = "",
) -> Claim:
    return Claim(
        part=part,
        harm=harm,
        callable=callable_,
        argument=argument,
        origin=origin,
        returns=returns,
        parameter=parameter,
        path=path,
    )


def propose(*claims: Claim) -> str:
    return msgspec.json.encode(Propose(claims=claims)).decode()
