"""Tell users about weaknesses in one's own product: a report and what people decided in, a document out."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

import msgspec

from vedette.app.jobs import Job
from vedette.app.reports import read_report
from vedette.app.requests import Advise
from vedette.app.results import Advised
from vedette.app.tools import Tools
from vedette.core.errors import BadInput
from vedette.core.limits import MIB
from vedette.core.nouns import Report
from vedette.export import advisories
from vedette.export.advisories import Advisory

_LARGEST: Final = 4 * MIB
_HINT: Final = "begin with: vedette respond advisory REPORT --template"


def run(tools: Tools, request: Advise, job: Job) -> Advised:
    """Write the document, or a template of what has to be decided.

    Raises:
        BadInput: something cannot be read, or the standard asks for what is missing.

    """
    job.check()
    report = tools.last.load() if request.report is None else read_report(request.report)
    if request.decisions is None:
        return Advised(data=_template(report), name="advisory.toml", undecided=len(report.findings))
    advisory = _read(request.decisions)
    write = advisories.csaf if request.form == "csaf" else advisories.openvex
    return Advised(
        data=write(report, advisory),
        name=advisories.file_name(advisory) if request.form == "csaf" else "openvex.json",
        undecided=len(advisories.open_findings(report, advisory)),
    )


def _read(path: Path) -> Advisory:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise BadInput(f"{path}: larger than {_LARGEST} bytes", hint=_HINT)
        return msgspec.convert(tomllib.loads(data.decode()), type=Advisory)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint=_HINT) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        raise BadInput(f"{path}: {str(error)[:200]}", hint=_HINT) from error


def _template(report: Report) -> bytes:
    """Return what has to be filled in, with a decision for each finding; nobody has decided anything yet."""
    lines = [
        "# What users are told. Fill in, decide about each finding, then:",
        "# vedette respond advisory REPORT --decisions THIS --format csaf -o FILE",
        'id = "YOUR-2026-0001"',
        'title = ""',
        'summary = ""',
        "",
        "[publisher]",
        'name = ""',
        'namespace = "https://example.org"',
        "",
        "[product]",
        'name = ""',
        'version = ""',
        "",
        "[[revisions]]",
        "number = 1",
        'date = "2026-01-01T00:00:00Z"',
        'summary = "First version"',
    ]
    for finding in report.findings:
        said = " ".join(f"{finding.title}: {finding.primary.name}".split())
        lines += [
            "",
            f"# {''.join(char for char in said if char.isprintable())[:150]} ({finding.severity.value})",
            "[[decisions]]",
            f"finding = {msgspec.json.encode(finding.fingerprint).decode()}",
            'stand = "under_investigation"  # affected, fixed, not_affected (say why: justification, impact)',
        ]
    return "\n".join([*lines, ""]).encode()
