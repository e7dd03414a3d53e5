"""Has a model choose what to do about a question: what it is asked, and what of its choice is taken.

It sees the words of the question, never what was pasted with it, and may only choose: a place it names has to
stand in the question.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.agents.desk.actions import Action, Examine, LookAt, chosen, schema
from vedette.agents.desk.understanding import Question
from vedette.core.dialogue import Ask, Message, Speaker

_ASKS: Final = """\
Choose the one action that answers the question. Answer with JSON only: one object, with "type":
look_at {sort: code|script|logs}: look at the text the user pasted. code: find weaknesses in source.
script: is it hostile, what does it do. logs: find attacks.
examine {sort, place}: the same for a file, folder or package the question names. Copy the place exactly.
find {words}: search the knowledge base for some words.
show {ident}: say what is known of one id or term, such as CWE-89, T1566, phishing.
explain {audience: executive|generalist|analyst|developer}: explain the last report.
rules {}: list what is looked for in code.
help {}: say what can be asked."""
_TOKENS: Final = 160
_WORDS: Final = 2000


def question_to(question: Question) -> Ask:
    """Return what the model is asked."""
    pasted = "yes" if question.material else "no"
    said = f"A text was pasted: {pasted}.\nQuestion: {question.words[:_WORDS]}"
    return Ask(
        messages=(Message(speaker=Speaker.SYSTEM, text=_ASKS), Message(speaker=Speaker.USER, text=said)),
        schema=schema(),
        schema_name="action",
        most=_TOKENS,
    )


def checked(text: str, question: Question) -> tuple[Action | None, str]:
    """Return the action a model chose, or nothing and why it cannot be done."""
    action = chosen(text)
    if action is None:
        return None, "it is no action"
    if isinstance(action, LookAt) is not bool(question.material):
        pasted = (
            "what was pasted has to be looked at" if question.material else "nothing was pasted to look at"
        )
        return None, pasted
    if isinstance(action, Examine) and not _names(question.words, action.place):
        return None, "the question names no such place"
    return action, ""


def _names(words: str, place: str) -> bool:
    """Whether a question names a place as a whole: the / of ./src is not the root it would be alone."""
    whole = rf"(?<![\w./\\~:+-]){re.escape(place)}(?![\w/\\~:+-]|\.\w)"
    return bool(place.strip()) and re.search(whole, words) is not None
