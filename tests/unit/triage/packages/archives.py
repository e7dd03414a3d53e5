"""Packages as samples: what a reader of archives would give."""

from vedette.triage.kinds import Kind
from vedette.triage.sample import INSIDE, Sample

_KINDS = {"py": Kind.PYTHON, "js": Kind.JAVASCRIPT, "so": Kind.ELF}


def packed(files: dict[str, str], root: str = "x.whl") -> list[Sample]:
    """Make the samples of an archive with these files."""
    made = [Sample(name=root, data=b"", kind=Kind.ZIP)]
    for path, text in files.items():
        kind = _KINDS.get(path.rpartition(".")[2], Kind.TEXT)
        made.append(Sample(name=f"{root}{INSIDE}{path}", data=text.encode(), kind=kind, parent=root))
    return made
