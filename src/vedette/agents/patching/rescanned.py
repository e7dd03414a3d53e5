"""Gate G2: the finding is gone, for the right reason, and none came: two reports of one engine, compared.

A finding may vanish because the code is mended, or because the engine no longer gets there. So a probe is
planted where the harm stood: something that is wrong whatever the data. If the engine saw it there before and
does not now, the place was cut off, not mended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from vedette.agents.effects import Steps, rescan
from vedette.agents.patching.applying import lines_of
from vedette.agents.patching.families import alike
from vedette.agents.patching.ground import Change, Changes, Ground
from vedette.agents.patching.syntax import syntax_of, walk
from vedette.agents.patching.textual import moved, spans
from vedette.agents.patching.trials import failed, passed
from vedette.core.nouns import Finding, Lines, Report, Skipped
from vedette.core.patches import Gate, Trial

Key = tuple[str, str, str, str]
_PROBE = "import hashlib as _probe_of_vedette; _probe_of_vedette.md5(b'')"
_PROBE_RULE = "weak-hash"
_BLOCKS = frozenset(("block", "module"))


def key(finding: Finding) -> Key:
    """Name a finding by what it says, not by where it stands: rule, file, first and last quote."""
    first, last = finding.evidence[0], finding.evidence[-1]
    return finding.rule, last.name, " ".join(first.quote.split()), " ".join(last.quote.split())


def judge(changes: Changes, ground: Ground) -> Steps[Trial]:
    """Scan with the change and compare; then probe whether the place is still reached."""
    after = yield from rescan({one.path: one.after for one in changes})
    why = shrunk(ground.report, after, changes) or compared(changes, ground, after)
    if not why:
        why = yield from _reached(changes, ground)
    if why:
        return failed(Gate.G2, why)
    return passed(
        Gate.G2, "the finding is gone, nothing new is found, and the engine still gets to the place"
    )


def shrunk(before: Report, after: Report, changes: Changes) -> str:
    """Say if the engine looked at less than before."""
    old, new = before.coverage, after.coverage
    if before.engine != after.engine:
        return "the engine or its rules are not those of the scan before: scan again"
    if new.files < old.files:
        return f"the engine reads {new.files} files where it read {old.files}: keep each readable"
    for skip in new.skipped:
        if not _known(skip, old.skipped):
            return f"{skip.what} is not wholly looked at any more ({skip.why}): write it plainly"
    taken = sum(len(was) for one in changes for was, _ in spans(one))
    if new.lines < old.lines - taken:
        return f"the engine reads {new.lines} lines where it read {old.lines}: keep the code readable"
    notes = [one for one in new.notes if one not in old.notes]
    return f"the scan is bounded in a new way: {notes[0]}" if notes else ""


def _known(skip: Skipped, old: Sequence[Skipped]) -> bool:
    """Whether as much was left out before; words are compared without numbers, for lines move."""
    plain = _plain(skip)
    return any(_plain(one) == plain for one in old)


def _plain(skip: Skipped) -> tuple[str, str]:
    return skip.what, "".join(letter for letter in skip.why if not letter.isdigit())


def compared(changes: Changes, ground: Ground, after: Report) -> str:
    """Say what is wrong with what is found after the change."""
    target, by_path = ground.finding, {one.path: one for one in changes}
    old, new = Counter(map(key, ground.report.findings)), Counter(map(key, after.findings))
    still = next((one for one in after.findings if _is_still(one, target, by_path)), None)
    if still is not None or new[key(target)] >= old[key(target)]:
        return f"the weakness is still there: {_where(still, target)}"
    old[key(target)] -= 1
    others = [one for one in ground.report.findings if one.fingerprint != target.fingerprint]
    gone = _surplus(others, old - new)
    for one in _surplus(after.findings, new - old):
        twin = next((was for was in gone if _moved_to(was, one, by_path)), None)
        if twin is None:
            return _says_new(one, target)
        gone.remove(twin)
    return next((why for one in gone if (why := _lost(one, by_path))), "")


def _surplus(findings: Sequence[Finding], counts: Counter[Key]) -> list[Finding]:
    """Return as many findings of each name as are counted, the last ones."""
    left, found = counts.copy(), []
    for one in reversed(findings):
        if left[key(one)] > 0:
            left[key(one)] -= 1
            found.append(one)
    return found[::-1]


def _is_still(one: Finding, target: Finding, by_path: dict[str, Change]) -> bool:
    """Whether a finding is the very one, to the letter and where it stood."""
    return key(one) == key(target) and _moved_to(target, one, by_path)


def _where(found: Finding | None, target: Finding) -> str:
    one = found or target
    return f"{one.primary.name}:{_line(one)} {one.message}"


def _line(finding: Finding) -> int:
    where = finding.primary.locator
    return where.line if isinstance(where, Lines) else 0


def _moved_to(was: Finding, now: Finding, by_path: dict[str, Change]) -> bool:
    """Whether a finding is one from before whose text was touched."""
    change = by_path.get(was.primary.name)
    same = was.rule == now.rule and was.primary.name == now.primary.name
    if not same or change is None:
        return same and _line(was) == _line(now)
    return _line(now) in moved(change, _line(was))


def _says_new(one: Finding, target: Finding) -> str:
    if one.rule == target.rule and one.primary.name == target.primary.name:
        return f"the weakness is still there in another form: {_where(one, target)}"
    return f"a new finding came: {one.primary.name}:{_line(one)} {one.rule}: {one.message}"


def _lost(one: Finding, by_path: dict[str, Change]) -> str:
    """Say if a finding vanished that the change has nothing to do with: the engine lost sight of it."""
    for evidence in one.evidence:
        change = by_path.get(evidence.name)
        if change is None or not isinstance(evidence.locator, Lines):
            continue
        if _shares(change, evidence.locator.line):
            return ""
    return f"{one.rule} at {one.primary.name}:{_line(one)} is found no more, though nothing there was mended"


def _shares(change: Change, line: int) -> bool:
    """Whether a line stands in a function that is changed, or at the top level."""
    before = syntax_of(change.before)
    scope = before.at(line)
    changed = (was.start + 1 if was else was.start for was, _ in spans(change))
    return not scope.is_function or any(number in scope.lines for number in changed)


def _reached(changes: Changes, ground: Ground) -> Steps[str]:
    """Say if the engine no longer gets to where the harm stood."""
    place = ground.finding.primary
    change = next((one for one in changes if one.path == place.name), None)
    if change is None or not isinstance(place.locator, Lines):
        return ""
    texts = {one.path: one.after for one in changes}
    lines = moved(change, place.locator.line)
    planted = list(_plantings(change.after, _harmful(change, place.locator.line, lines)))
    for text, line in planted:
        report = yield from rescan(texts | {change.path: text})
        if _sees(report, change.path, line):
            return ""
    seen = next(_plantings(change.before, [place.locator.line]), None)
    if seen is None or not planted:
        return ""
    report = yield from rescan({change.path: seen[0]})
    if _sees(report, change.path, seen[1]):
        return "the place is never reached any more: mend it instead of cutting it off"
    return ""


def _harmful(change: Change, line: int, lines: range) -> list[int]:
    """Return the lines that now do what the harmful one did; of unknown ones the last and the first."""
    before, after = syntax_of(change.before), syntax_of(change.after)
    row = line - 1
    old = [
        one.last for one in before.at(line).calls if one.node.start_point[0] <= row <= one.node.end_point[0]
    ]
    calls = [one for scope in after.scopes.values() for one in scope.calls if one.line in lines]
    same = {one.line for one in calls if any(alike(one.last, name) for name in old)}
    return sorted(same, reverse=True) or sorted({lines[-1], lines[0]}, reverse=True)


def _sees(report: Report, path: str, line: int) -> bool:
    return any(
        one.rule == _PROBE_RULE and one.primary.name == path and _line(one) == line for one in report.findings
    )


def _plantings(text: str, lines: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Yield the text with the probe before the statement of one of some lines, and the probe's line."""
    root = syntax_of(text).root
    rows = lines_of(text)
    for line in lines:
        statement = _statement(root, line, rows)
        if statement is not None:
            row = statement.start_point[0]
            indent = rows[row][: len(rows[row]) - len(rows[row].lstrip())]
            end = "\r\n" if rows[row].endswith("\r\n") else "\n"
            yield "".join([*rows[:row], f"{indent}{_PROBE}{end}", *rows[row:]]), row + 1


def _statement(root: Node, line: int, rows: list[str]) -> Node | None:
    """Return the innermost statement with a line of its own that some line is part of."""
    found = None
    around = walk(root, lambda one: one.start_point[0] < line <= one.end_point[0] + 1)
    for node in around:
        parent = node.parent
        if parent is None or parent.type not in _BLOCKS or not node.is_named or node.type == "comment":
            continue
        row, column = node.start_point
        alone = row < len(rows) and not rows[row].encode()[:column].strip()
        if row < line <= node.end_point[0] + 1 and alone:
            found = node
    return found
