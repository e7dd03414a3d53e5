"""An explanation in, the same without what does not stand out: dropped sentences are counted, never shown."""

from __future__ import annotations

from msgspec.structs import replace

from vedette.core.explanations import Explanation, Section, Sentence, Slot, Step
from vedette.explain.checking import free, keyed, reworded
from vedette.explain.checking.ground import LONGEST, Ground
from vedette.explain.facts.subject import Facts
from vedette.explain.words.texts import load


def sentence_fault(sentence: Sentence, slot: Slot | None, ground: Ground) -> str:
    """Say what is wrong with one sentence; nothing where it stands."""
    if not sentence.text.strip() or len(sentence.text) > LONGEST:
        return "it is empty, or too long for a sentence"
    if sentence.original:
        plain = replace(sentence, text=sentence.original, original="")
        return reworded.fault_of(sentence.text, sentence.original, ground.texts.language) or sentence_fault(
            plain, slot, ground
        )
    if sentence.key:
        return keyed.fault_of(sentence, slot, ground)
    return free.fault_of(sentence, slot, ground)


def sift(explanation: Explanation, facts: Facts) -> Explanation:
    """Leave out what does not stand."""
    ground = Ground.of(explanation, facts, load(explanation.language))
    dropped = 0

    def stands(sentence: Sentence, slot: Slot) -> bool:
        nonlocal dropped
        fault = sentence_fault(sentence, slot, ground)
        dropped += bool(fault)
        return not fault

    def kept(step: Step) -> bool:
        return stands(step.do, Slot.DO) and stands(step.check, Slot.DO)

    def sifted(section: Section) -> Section:
        sentences = tuple(one for one in section.sentences if stands(one, section.slot))
        return replace(section, sentences=sentences, steps=tuple(filter(kept, section.steps)))

    sections = tuple(map(sifted, explanation.sections))
    return replace(explanation, sections=sections, dropped=explanation.dropped + dropped)
