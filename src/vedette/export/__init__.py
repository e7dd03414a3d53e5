"""Reports in the formats their readers already use; it turns nouns into text and adds no claim.

Each format is loaded when it is asked for, so that a short answer stays short.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vedette.core.errors import BadInput
from vedette.core.nouns import Report
from vedette.export.show import SHOW, Rules, ShowOptions

Format = Callable[[Report, Rules, ShowOptions], bytes]


def _text(report: Report, rules: Rules, show: ShowOptions) -> bytes:
    from vedette.export import terminal  # noqa: PLC0415

    return _utf8(terminal.render(report, rules, colour=False, width=100, show=show))


def _json(report: Report, _rules: Rules, _show: ShowOptions) -> bytes:
    from vedette.export import report_json  # noqa: PLC0415

    return report_json.document(report)


def _jsonl(report: Report, _rules: Rules, _show: ShowOptions) -> bytes:
    from vedette.export import report_json  # noqa: PLC0415

    return report_json.lines(report)


def _sarif(report: Report, rules: Rules, show: ShowOptions) -> bytes:
    from vedette.export import sarif  # noqa: PLC0415

    return sarif.render(report, rules, revision=show.revision)


def _html(report: Report, rules: Rules, show: ShowOptions) -> bytes:
    from vedette.export import html  # noqa: PLC0415  templates take longer to load than an unchanged scan

    return _utf8(html.render(report, rules, show=show))


def _markdown(report: Report, rules: Rules, show: ShowOptions) -> bytes:
    from vedette.export import markdown  # noqa: PLC0415

    return _utf8(markdown.render(report, rules, show=show))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _navigator(report: Report, _rules: Rules, _show: ShowOptions) -> bytes:
    from vedette.export import navigator  # noqa: PLC0415

    return navigator.render(report)


def _stix(report: Report, _rules: Rules, _show: ShowOptions) -> bytes:
    from vedette.export import stix  # noqa: PLC0415

    return stix.render(report)


def _timesketch(report: Report, _rules: Rules, _show: ShowOptions) -> bytes:
    from vedette.export import timesketch  # noqa: PLC0415

    return timesketch.render(report)


def _ocsf(report: Report, _rules: Rules, _show: ShowOptions) -> bytes:
    from vedette.export import ocsf  # noqa: PLC0415

    return ocsf.render(report)


def _csv(report: Report, _rules: Rules, _show: ShowOptions) -> bytes:
    from vedette.export import table  # noqa: PLC0415

    return table.render(report)


def _misp(report: Report, _rules: Rules, _show: ShowOptions) -> bytes:
    from vedette.export import misp  # noqa: PLC0415

    return misp.render(report)


def _indicators(report: Report, _rules: Rules, _show: ShowOptions) -> bytes:
    from vedette.export import indicator_table  # noqa: PLC0415

    return indicator_table.render(report)


FORMATS: Mapping[str, Format] = {
    "text": _text,
    "json": _json,
    "jsonl": _jsonl,
    "sarif": _sarif,
    "html": _html,
    "markdown": _markdown,
    "navigator": _navigator,
    "stix": _stix,
    "timesketch": _timesketch,
    "ocsf": _ocsf,
    "csv": _csv,
    "misp": _misp,
    "indicators": _indicators,
}
"""Every format by its name; a new one is one file here and one line in this table."""


def render(report: Report, rules: Rules, format_name: str, *, show: ShowOptions = SHOW) -> bytes:
    """Write a report in one of `FORMATS`.

    Raises:
        BadInput: there is no such format.

    """
    if format_name not in FORMATS:
        raise BadInput(f"no format {format_name!r}", hint=f"known formats: {', '.join(FORMATS)}")
    return FORMATS[format_name](report, rules, show)
