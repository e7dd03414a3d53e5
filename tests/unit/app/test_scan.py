import subprocess  # noqa: TID251  git makes the repository under test
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZipFile

import pytest

from tests.toys import app, plant
from tests.unit.app.acquire.archives import make_zip
from vedette.app.jobs import Cancelled, Job, Progress
from vedette.app.requests import Scan
from vedette.app.results import Scanned
from vedette.core import codec
from vedette.core.errors import BadInput, Refused
from vedette.core.limits import Limits
from vedette.core.nouns import ArtefactKind, Confidence, Report, Severity
from vedette.sandbox import pip


def scan(target: Path | str, **wishes: object) -> Scanned:
    data = Path(target).parent / "data" if isinstance(target, Path) else Path(mkdtemp())
    return app(data).run("code.scan", Scan(target=str(target), **wishes)).value  # type: ignore[arg-type]


def commit(root: Path, words: str = "x") -> None:
    """Commit everything, as git users do."""
    git = ["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", words]):
        subprocess.run([*git, *command], check=True, capture_output=True)  # noqa: S603


def test_a_folder_becomes_a_report(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "x = 1\neval(x)\n", "b.txt": "eval(x)"})
    scanned = scan(root)
    report = scanned.report
    assert (report.target.kind, report.target.name, report.target.origin) == (
        ArtefactKind.TREE,
        "app",
        str(root),
    )
    assert [one.primary.name for one in report.findings] == ["a.py"]
    assert (report.coverage.files, report.coverage.excluded, scanned.failing) == (1, 1, 1)
    assert set(report.timings) == {"rules", "open", "analysing", "total"}
    assert scanned.lines(report.artefacts[0].digest) == ["x = 1", "eval(x)", ""]
    assert scanned.lines("sha256:0") is None
    assert codec.load(codec.dump(report), Report) == report


def test_a_file_that_is_no_utf_8_is_looked_at_wherever_it_lies(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": b"eval('\xff')\n", "b.py": b"eval(1)\n"})
    commit(root)
    for target in (root, f"file://{root}", make_zip(tmp_path / "a.zip", {"a.py": b"eval('\xff')\n"})):
        report = scan(target).report
        assert "a.py" in {one.primary.name for one in report.findings}
        (one,) = report.coverage.skipped
        assert (one.what, one.partial) == ("a.py", True)
        assert "not UTF-8" in one.why


def test_all_that_is_wrong_with_one_thing_is_said_in_one_place(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with ZipFile(path, "w") as made:
        made.writestr("a.py", "eval('\u202e')")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("a.py", "eval(2)")
    (one,) = scan(path).report.coverage.skipped
    assert not one.partial, "of one that came later nothing was read"
    again, reorders = one.why.split("; ")
    assert "an entry of that name" in again
    assert "reorders text" in reorders


def test_one_file_is_named_by_its_name(tmp_path: Path) -> None:
    root = plant(tmp_path, {"a.py": "eval(x)", "tool": "#!/usr/bin/python3\neval(x)", "notes.txt": "x"})
    report = scan(root / "a.py").report
    assert (report.target.kind, report.target.name) == (ArtefactKind.FILE, "a.py")
    assert report.target.digest == report.findings[0].primary.artefact
    assert scan(root / "tool").report.findings
    with pytest.raises(BadInput, match="nothing here reads"):
        scan(root / "notes.txt")


def test_an_archive_is_a_package_and_does_not_speak_for_its_user(tmp_path: Path) -> None:
    path = make_zip(
        tmp_path / "p-1.0-py3-none-any.whl", {"p.py": b"eval(x)  # vedette: ignore[toy-eval] trust me\n"}
    )
    scanned = scan(path)
    assert scanned.report.target.kind is ArtefactKind.PACKAGE
    assert scanned.failing == 1
    assert any("does not speak" in note for note in scanned.report.coverage.notes)


def test_what_is_suppressed_stays_and_does_not_fail(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "eval(x)  # vedette: ignore[toy-eval] constant\n"})
    assert scan(root).failing == 0
    assert scan(root).report.findings[0].suppressed is not None
    assert scan(root, suppressions=False).failing == 1


def test_what_counts_is_chosen(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "eval(maybe)\neval(x)\n"})
    assert scan(root).failing == 1
    assert scan(root, fail_on=None).failing == 0
    assert scan(root, fail_on=Severity.CRITICAL).failing == 0
    assert scan(root, fail_confidence=Confidence.POSSIBLE).failing == 2
    sure = scan(root, min_confidence=Confidence.LIKELY).report
    assert len(sure.findings) == 1
    assert any("1 findings less sure" in note for note in sure.coverage.notes)


def test_only_what_is_new_against_a_report(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "eval(x)\n"})
    old = tmp_path / "old.json"
    old.write_bytes(codec.dump(scan(root).report))
    plant(root, {"a.py": "y = 1\neval(x)\neval(new)\n"})
    scanned = scan(root, baseline=str(old))
    assert [one.primary.quote for one in scanned.report.findings] == ["eval(new)"]
    assert any("1 findings were there already" in note for note in scanned.report.coverage.notes)


def test_a_baseline_of_other_rules_is_told_of(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "eval(x)\n"})
    old = tmp_path / "old.json"
    old.write_bytes(codec.dump(scan(root).report).replace(b'"version":"', b'"version":"0.0.0-'))
    assert any("other rules" in note for note in scan(root, baseline=str(old)).report.coverage.notes)


def test_only_what_is_new_against_a_commit(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"pkg/a.py": "eval(x)\n", "pkg/link.txt": "x"})
    (root / "pkg/link.py").symlink_to("a.py")
    commit(root)
    plant(root, {"pkg/a.py": "eval(x)\neval(new)\n"})
    for target in (root, root / "pkg", root / "pkg" / "a.py"):
        scanned = scan(target, baseline="git:HEAD")
        assert [one.primary.quote for one in scanned.report.findings] == ["eval(new)"]
    with pytest.raises(BadInput, match="git knows no commit"):
        scan(root, baseline="git:--help")
    with pytest.raises(BadInput, match="git knows no commit"):
        scan(plant(tmp_path / "other", {"a.py": "x"}), baseline="git:HEAD")


def test_a_repository_is_read_without_running_anything_in_it(tmp_path: Path) -> None:
    root = plant(
        tmp_path / "app", {"a.py": "eval(x)\n", ".gitattributes": "*.py export-ignore\n", "nul.py": b"\0"}
    )
    commit(root)
    hook = root / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o700)
    plant(root, {"b.py": "eval(y)  # vedette: ignore[toy-eval] constant\n"})
    commit(root, "second")
    newest = scan(f"file://{root}").report
    assert sorted(one.primary.name for one in newest.findings) == ["a.py", "b.py"]
    assert newest.target.name == "app"
    assert [one.what for one in newest.coverage.skipped] == ["nul.py"]
    first = scan(f"file://{root}#HEAD~1").report
    assert [one.primary.name for one in first.findings] == ["a.py"]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a.git",
        "ssh://git@example.org/a",
        "git@example.org:a/b",
        "git://example.org/a",
        "ext::sh -c id",
    ],
)
def test_nothing_is_fetched_from_another_machine(url: str) -> None:
    with pytest.raises((Refused, BadInput)):
        scan(url)


@pytest.mark.parametrize(
    "target",
    ["", "no/such/folder", "a b c", "x==", "x==not a version", "x" * 5000, "a\0b", "app.py", "a.whl"],
)
def test_what_is_nothing_is_the_callers_mistake(target: str) -> None:
    with pytest.raises(BadInput):
        scan(target)


def test_a_repository_that_is_none_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot copy.* does not appear"):
        scan(f"file://{tmp_path}/nothing")


def test_a_baseline_that_is_not_there_may_have_been_a_commit(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such report") as told:
        scan(plant(tmp_path / "app", {"a.py": "x"}), baseline="HEAD")
    assert told.value.hint == "for a commit, say git:HEAD"


def _no_registry(*_: object) -> pip.Fetched:
    raise AssertionError("a registry was asked")


@pytest.mark.parametrize(
    "target", ["nowhere", "ruamel.yaml", "src", "setup.py", "a/b", "p-1.0.whl", "p>=1", "./p"]
)
def test_what_is_no_path_is_refused_and_no_registry_is_asked(
    target: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pip, "fetch", _no_registry)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput) as told:
        scan(target)
    assert str(told.value) == f"{target}: no such file or folder (looked for {tmp_path / target})"
    packages = {"nowhere", "ruamel.yaml", "src"}
    assert told.value.hint == (
        f"check the path; a package is given with its version, as {target}==1.0"
        if target in packages
        else "give a path, or PACKAGE==VERSION"
    )


def test_a_package_with_its_version_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(_name: str, _version: str | None, folder: Path, _limits: Limits) -> pip.Fetched:
        return pip.Fetched(make_zip(folder / "p-1.0-py3-none-any.whl", {"p.py": b"eval(x)"}), "1.0", "here")

    monkeypatch.setattr(pip, "fetch", fetched)
    report = scan("p==1.0").report
    assert report.target.origin == "p==1.0"
    assert len(report.findings) == 1


def test_progress_is_told_and_a_scan_can_be_stopped(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {f"{number}.py": "x" for number in range(5)})
    seen: list[Progress] = []
    app(tmp_path / "data").run("code.scan", Scan(target=str(root)), Job(seen.append))
    assert Progress("analysing", 5, 5) in seen
    job = Job(lambda progress: job.cancel() if progress.stage == "analysing" else None)
    with pytest.raises(Cancelled):
        app(tmp_path / "data").run("code.scan", Scan(target=str(root)), job)


def test_the_users_rules_must_be_there(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "x"})
    with pytest.raises(BadInput, match="no such folder"):
        scan(root, rules=tmp_path / "none")
    with pytest.raises(BadInput, match="no rule page"):
        scan(root, rules=root)
    with pytest.raises(BadInput, match="not UTF-8"):
        scan(root, rules=plant(tmp_path / "rules", {"a.md": b"\xff"}))
    assert scan(root, rules=plant(tmp_path / "good", {"a.md": "x"})).report.findings == ()
