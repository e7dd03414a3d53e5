"""Changes to files as byte ranges, and how they become texts to find and replace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vedette.code.codemods.module import BLOCKS, Module, Refused, statement
from vedette.core.patches import Replacement

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """What stands between two offsets, and what shall stand there."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Draft:
    """A change in the making. `says` goes before the codemod's own words when it is given."""

    edits: dict[str, list[Edit]] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    says: str = ""
    taken: set[str] = field(default_factory=set)
    """Names this change gives to something."""

    def put(self, module: Module, start: int, end: int, text: str) -> Draft:
        """Replace what stands between two offsets."""
        self.modules[module.path] = module
        self.edits.setdefault(module.path, []).append(Edit(start, end, text))
        return self

    def replace(self, module: Module, node: Syntax, text: str) -> Draft:
        """Replace a node."""
        return self.put(module, node.start_byte, node.end_byte, text)

    def wrap(self, module: Module, node: Syntax, before: str, after: str) -> Draft:
        """Put something around a node."""
        self.put(module, node.start_byte, node.start_byte, before)
        return self.put(module, node.end_byte, node.end_byte, after)

    def fresh(self, module: Module, *wanted: str) -> str:
        """Return a name that means nothing in a file yet, nor in this change: one of some, or numbered.

        Raises:
            Refused: there is none.

        """
        more = [f"{wanted[0]}_{number}" for number in range(2, 10)]
        name = module.fresh(*[one for one in (*wanted, *more) if one not in self.taken])
        self.taken.add(name)
        return name

    def before(self, module: Module, node: Syntax, lines: list[str]) -> Draft:
        """Put lines before the statement a node stands in, indented as it is.

        Raises:
            Refused: the statement does not begin a line.

        """
        at = statement(node)
        if at.parent is not None and at.parent.type == "decorated_definition":
            at = at.parent
        start = module.line_start(at.start_byte)
        indent = module.data[start : at.start_byte].decode("utf-8", "replace")
        if indent.strip(" \t") or at.parent is None or at.parent.type not in BLOCKS:
            raise Refused
        step = indentation(module, at)
        text = "".join(indent + line.replace("\t", step) + module.newline for line in lines)
        return self.put(module, start, start, text)

    def behind(self, module: Module, node: Syntax, lines: list[str]) -> Draft:
        """Put lines behind the statement a node stands in, indented as it is.

        Raises:
            Refused: the statement does not have its lines for itself.

        """
        last = statement(node)
        start = module.line_start(last.start_byte)
        indent = module.data[start : last.start_byte].decode("utf-8", "replace")
        end = module.data.find(b"\n", last.end_byte)
        rest = module.data[last.end_byte : end if end >= 0 else len(module.data)].strip()
        if indent.strip(" \t") or (rest and not rest.startswith(b"#")):
            raise Refused
        step = indentation(module, last)
        text = "".join(indent + line.replace("\t", step) + module.newline for line in lines)
        if end < 0:
            return self.put(module, len(module.data), len(module.data), module.newline + text)
        return self.put(module, end + 1, end + 1, text)

    def replacements(self) -> tuple[Replacement, ...]:
        """Return the change as texts that stand once in their files.

        Raises:
            Refused: two edits touch the same text, or nothing changes.

        """
        made: list[Replacement] = []
        for path, edits in sorted(self.edits.items()):
            made += _replacements(self.modules[path], edits)
        if not made:
            raise Refused
        return tuple(made)


def indentation(module: Module, node: Syntax) -> str:
    """Return what one level is indented by around a node, four spaces where nothing shows it."""
    above = node
    while above.parent is not None and above.parent.type != "module":
        above = above.parent
        if above.type == "block" and above.start_point.row != (above.parent or above).start_point.row:
            inner = module.data[module.line_start(above.start_byte) : above.start_byte]
            outer = above.parent or above
            upper = module.data[module.line_start(outer.start_byte) : outer.start_byte]
            if not inner.strip(b" \t") and not upper.strip(b" \t") and inner.startswith(upper):
                return inner[len(upper) :].decode() or "    "
    return "    "


def _replacements(module: Module, edits: list[Edit]) -> list[Replacement]:
    edits = _ordered(edits)
    hunks = _hunks(module, edits)
    while True:
        wide = [_once(module, *hunk) for hunk in hunks]
        merged = _merged(wide)
        if merged == hunks:
            break
        hunks = merged
    made = [_replacement(module, edits, *hunk) for hunk in hunks]
    if not _in_turn(module.data.decode("utf-8", "replace"), made):
        made = [_replacement(module, edits, hunks[0][0], hunks[-1][1])]
    return [one for one in made if one.before != one.after]


def _ordered(edits: list[Edit]) -> list[Edit]:
    """Return edits in the order of the text; equal ones once.

    Raises:
        Refused: two of them overlap.

    """
    made: list[Edit] = []
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if edit in made and edit.start != edit.end:
            continue
        if made and edit.start < made[-1].end:
            raise Refused
        made.append(edit)
    return made


def _hunks(module: Module, edits: list[Edit]) -> list[tuple[int, int]]:
    """Return the whole lines edits touch, as offsets."""
    found = []
    for edit in edits:
        start = module.line_start(edit.start)
        last = (
            edit.end
            if edit.end == edit.start or module.data[edit.end - 1 : edit.end] != b"\n"
            else edit.end - 1
        )
        found.append((start, _line_end(module, last)))
    return _merged(found)


def _line_end(module: Module, at: int) -> int:
    end = module.data.find(b"\n", at)
    return end + 1 if end >= 0 else len(module.data)


def _merged(hunks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start, end in sorted(hunks):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def _once(module: Module, start: int, end: int) -> tuple[int, int]:
    """Widen a hunk until its text stands once in the file."""
    data = module.data
    while (start, end) != (0, len(data)) and (start == end or data.find(data[start:end], start + 1) >= 0
                                               or data.find(data[start:end]) != start):  # fmt: skip
        start = module.line_start(start - 1) if start else 0
        end = _line_end(module, end) if end < len(data) else end
    return start, end


def _replacement(module: Module, edits: list[Edit], start: int, end: int) -> Replacement:
    parts, at = [], start
    for edit in edits:
        if (
            start <= edit.start
            and edit.end <= end
            and not (edit.start == edit.end == end != len(module.data))
        ):
            parts += [module.data[at : edit.start].decode("utf-8", "replace"), edit.text]
            at = edit.end
    parts.append(module.data[at:end].decode("utf-8", "replace"))
    before = module.data[start:end].decode("utf-8", "replace")
    return Replacement(path=module.path, before=before, after="".join(parts))


def _in_turn(text: str, made: list[Replacement]) -> bool:
    """Tell whether replacements may also be made one after the other."""
    for one in made:
        if text.count(one.before) != 1:
            return False
        text = text.replace(one.before, one.after)
    return True
