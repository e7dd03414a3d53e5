"""Whatever the text: hiding keeps its shape, is done once, and is known again; other masks are not."""

from hypothesis import assume, given
from hypothesis import strategies as st

from vedette.app.held import Held, fault
from vedette.core.digest import sha256
from vedette.core.nouns import Evidence, Lines, Role
from vedette.core.redaction import HIDDEN, Known, cover, places, redact, stands_for
from vedette.core.text import decode

PIECES = st.sampled_from(
    [
        "password",
        "api_key",
        " = ",
        ": ",
        "'",
        '"',
        "\n",
        "\r\n",
        "AKIA" + "K3J7XQ2LQ6ZP4VB7",
        "k3J9xQ2Lq8" + "Zp1vB7nRw5",
        "k7#Qw9!zR",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "MIIEk3J9xQ2Lq8Zp1vB7nRw5MIIEk3J9xQ2Lq8Zp1vB7nRw5",
        HIDDEN,
        "\u0130",
        "\U0001f511",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=8))).map("".join))
KNOWN = st.lists(st.text(min_size=8, max_size=20), max_size=20).map(Known)


@given(TEXTS, KNOWN)
def test_hiding_keeps_length_and_lines_and_all_that_is_no_secret(text: str, known: Known) -> None:
    hidden, covered = redact(text, known), cover(text, known)
    assert len(hidden) == len(covered) == len(text)
    assert [len(one) for one in hidden.split("\n")] == [len(one) for one in text.split("\n")]
    inside = {at for start, end in places(text, known) for at in range(start, end)}
    for at, (sign, now, most) in enumerate(zip(text, hidden, covered, strict=True)):
        assert now in (sign, HIDDEN) and most in (sign, HIDDEN)  # noqa: PT018
        assert now == sign or most == HIDDEN
        assert now == most == sign or at in inside


@given(TEXTS, KNOWN)
def test_a_text_stands_for_what_it_was_made_of(text: str, known: Known) -> None:
    assert stands_for(redact(text, known), text, cover(text, known))


@given(TEXTS)
def test_nothing_is_left_to_hide(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@st.composite
def quoted(draw: st.DrawFn) -> tuple[str, Lines, str]:
    """Draw a text, a place in it and what stands there."""
    text = draw(TEXTS)
    lines = text.split("\n")
    line = draw(st.integers(1, len(lines)))
    end_line = draw(st.integers(line, len(lines)))
    column = draw(st.integers(1, len(lines[line - 1]) + 1))
    least = column if line == end_line else 1
    end_column = draw(st.integers(least, len(lines[end_line - 1]) + 1))
    start = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
    end = sum(len(one) + 1 for one in lines[: end_line - 1]) + end_column - 1
    where = Lines(line=line, column=column, end_line=end_line, end_column=end_column)
    return text, where, redact(text)[start:end]


def verdict(text: str, where: Lines, quote: str) -> str | None:
    data = text.encode()
    assume(decode(data) == text)  # a coding that is declared in it is tried elsewhere
    held = Held(data, sha256(data))
    one = Evidence(artefact=held.digest, name="a", locator=where, quote=quote, role=Role.SINK)
    return fault(one, held)


@given(quoted())
def test_a_report_with_its_secrets_hidden_holds(made: tuple[str, Lines, str]) -> None:
    assert verdict(*made) is None


@given(st.data(), quoted())
def test_a_mask_over_what_is_no_secret_does_not_hold(
    data: st.DataObject, made: tuple[str, Lines, str]
) -> None:
    text, where, quote = made
    start = sum(len(one) + 1 for one in text.split("\n")[: where.line - 1]) + where.column - 1
    secret = {at - start for begin, end in places(text) for at in range(begin, end)}
    piece = text[start : start + len(quote)]
    secret |= {at for begin, end in places(piece) for at in range(begin, end)}
    others = [at for at, sign in enumerate(quote) if at not in secret and sign != HIDDEN]
    assume(others)
    at = data.draw(st.sampled_from(others))
    assert verdict(text, where, quote[:at] + HIDDEN + quote[at + 1 :]) is not None
