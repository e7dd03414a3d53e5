from pathlib import Path

import pytest

from tests.toys import app, plant
from tests.unit.app.acquire.archives import make_zip
from vedette.app.held import Held, fault
from vedette.app.requests import Scan, Verify
from vedette.app.results import Verified
from vedette.core import codec
from vedette.core.digest import sha256
from vedette.core.errors import BadInput
from vedette.core.nouns import ByteRange, Evidence, Frame, Locator, Role

SOURCE = "x = 1\neval(x)\n\neval(y)\n"


def scanned(target: Path, tmp_path: Path) -> Path:
    report = app(tmp_path / "data").run("code.scan", Scan(target=str(target))).value.report
    path = tmp_path / "report.json"
    path.write_bytes(codec.dump(report))
    return path


def verify(report: Path, root: Path | None = None) -> Verified:
    request = Verify(report=report, root=str(root) if root is not None else None)
    return app(report.parent / "data").run("report.verify", request).value


def test_what_was_just_found_holds(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": SOURCE, ".venv/b.py": SOURCE})
    verified = verify(scanned(root, tmp_path))
    assert (verified.findings, verified.quotes, verified.broken) == (2, 2, ())


def test_an_archive_is_verified_as_it_was_scanned(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"p/a.py": SOURCE.encode()})
    assert verify(scanned(path, tmp_path)).broken == ()


@pytest.mark.parametrize(
    ("now", "broken", "standing"),
    [
        (SOURCE.replace("eval(x)", "eval(z)"), {"a.py:2:1": "the file says 'eval(z)'; it stands nowhere"}, 1),
        (SOURCE.replace("eval(y)", "eval(\u0443)"), {"a.py:4:1": "it stands nowhere"}, 1),
        (
            "\n" + SOURCE,
            {"a.py:2:1": "it now stands on line 3", "a.py:4:1": "it now stands on line 5"},
            0,
        ),
        ("", {"a.py:2:1": "no such place", "a.py:4:1": "no such place"}, 0),
        (SOURCE + "#", {}, 2),
        (SOURCE.replace("x = 1", "x = 2"), {}, 2),
    ],
)
def test_each_quote_that_broke_is_named_and_how_and_the_others_hold(
    now: str, broken: dict[str, str], standing: int, tmp_path: Path
) -> None:
    root = plant(tmp_path / "app", {"a.py": SOURCE, "b.py": "eval(w)\n"})
    report = scanned(root, tmp_path)
    plant(root, {"a.py": now})
    verified = verify(report)
    assert [one.where for one in verified.broken] == list(broken)
    assert all(words in one.why for words, one in zip(broken.values(), verified.broken, strict=True))
    told = [(one.name, one.quotes, one.standing) for one in verified.changed]
    assert told == ([("a.py", 2, standing)] if standing else [])


def test_a_long_quote_is_cut_readably(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": f"eval({'x' * 99})\n"})
    report = scanned(root, tmp_path)
    plant(root, {"a.py": "eval(y)\n"})
    assert "xxx'…" in verify(report).broken[0].why


def test_a_report_that_was_edited_does_not_hold(tmp_path: Path) -> None:
    report = scanned(plant(tmp_path / "app", {"a.py": SOURCE}), tmp_path)
    report.write_bytes(report.read_bytes().replace(b'"quote":"eval(x)"', b'"quote":"eval(q)"'))
    (one,) = verify(report).broken
    assert one.why == "the quote says 'eval(q)', the file says 'eval(x)'"


def test_a_file_that_is_gone_or_is_no_file_is_told(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": SOURCE})
    report = scanned(root, tmp_path)
    (root / "a.py").unlink()
    assert {one.why for one in verify(report).broken} == {"cannot be read: it is not there"}
    (root / "a.py").symlink_to("/etc/passwd")
    assert "out of the folder" in verify(report).broken[0].why


def test_a_report_cannot_make_us_read_elsewhere(tmp_path: Path) -> None:
    plant(tmp_path, {"secret.py": SOURCE})
    report = scanned(plant(tmp_path / "app", {"a.py": SOURCE}), tmp_path)
    report.write_bytes(report.read_bytes().replace(b'"name":"a.py"', b'"name":"../secret.py"'))
    assert {one.why for one in verify(report).broken} == {"cannot be read: it is not there"}


def test_the_files_may_be_elsewhere_now(tmp_path: Path) -> None:
    report = scanned(plant(tmp_path / "app", {"a.py": SOURCE}), tmp_path)
    (tmp_path / "app").rename(tmp_path / "moved")
    assert verify(report, tmp_path / "moved").broken == ()
    with pytest.raises(BadInput):
        verify(report)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"schema":1}', b"[" * 100_000])
def test_what_is_no_report_is_the_callers_mistake(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_bytes(data)
    with pytest.raises(BadInput, match=r"r\.json"):
        verify(tmp_path / "r.json")
    with pytest.raises(BadInput, match="No such file"):
        verify(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("locator", "why"),
    [
        (ByteRange(offset=1, length=3), None),
        (ByteRange(offset=9, length=3), "no such place"),
        (Frame(number=1), "no such place"),
    ],
)
def test_other_places_are_checked_or_said_not_to_be(locator: Locator, why: str | None) -> None:
    data = b"xabcx"
    evidence = Evidence(artefact=sha256(data), name="f", locator=locator, quote="abc", role=Role.SINK)
    assert (why or "") in (fault(evidence, Held(data, sha256(data))) or "")
    assert (fault(evidence, Held(data, sha256(data))) is None) is (why is None)
