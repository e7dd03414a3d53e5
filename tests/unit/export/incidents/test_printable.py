"""Every letter a page is said to have is there, in both fonts; every other is spelled out."""

from __future__ import annotations

import typst

from vedette.export.incidents.printable import drawn, printable

_SOURCE = b"""
#set document(title: "x")
#set text(lang: "en", font: ("Libertinus Serif", "DejaVu Sans Mono"))
#sys.inputs.t #text(font: "DejaVu Sans Mono", sys.inputs.t) #strong(sys.inputs.t)
#image(bytes("<svg xmlns='http://www.w3.org/2000/svg' width='900' height='20'><text y='9' font-size='3' font-family='DejaVu Sans Mono'>" + sys.inputs.x + "</text></svg>"), format: "svg", alt: "x")
"""  # noqa: E501


def test_the_fonts_have_every_letter_that_is_not_spelled_out() -> None:
    letters = drawn()
    assert len(letters) > 1_300
    escaped = letters.replace("&", "&amp;").replace("<", "&lt;")
    # PDF/UA has no place for a letter without a shape: the typesetter says so.
    assert typst.compile(
        _SOURCE, ignore_system_fonts=True, sys_inputs={"t": letters, "x": escaped}, pdf_standards=["ua-1"]
    ).startswith(b"%PDF")


def test_other_letters_are_spelled_out_and_accents_are_put_together() -> None:
    assert printable("漢 ok") == "<U+6F22> ok"
    assert printable("Mu\u0308ller") == "Müller"
    assert printable("<text>漢</text>", escaped=True) == "<text>&lt;U+6F22&gt;</text>"


def test_what_would_not_be_seen_is_spelled_out() -> None:
    assert printable("a\u202eb\x00") == "a<U+202E>b<U+0000>"
