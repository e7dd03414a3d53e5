"""How many years at school a text asks for, by Flesch and Kincaid; words are taken apart by rule."""

import re

_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019]*")
_SENTENCE = re.compile(r"[.!?:;]+(?:\s|$)")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^aeiouytd]ed|[^laeiouy]e)$")


def syllables(word: str) -> int:
    """Count the vowels that are heard: groups of letters, without the silent end."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    return max(1, len(re.findall("[aeiouy]+", _SILENT.sub("", letters.removeprefix("y")))))


def grade(text: str) -> float:
    """Return the grade of a text of whole sentences."""
    words = _WORD.findall(text)
    sentences = [part for part in _SENTENCE.split(text) if part.strip()]
    heavy = sum(syllables(word) for word in words) / max(1, len(words))
    return 0.39 * len(words) / max(1, len(sentences)) + 11.8 * heavy - 15.59
