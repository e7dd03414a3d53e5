import pytest

from tests.unit.triage.documents.samples import facts
from vedette.triage.fact import Act, When
from vedette.triage.kinds import Kind

SPACE = 'xmlns="http://www.w3.org/2000/svg"'


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        '<script href="https://a.invalid/x.js"/>',
        '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
        '<image onload="alert(1)"/>',
        '<animate attributeName="href" values="javascript:alert(1)"/>',
    ],
)
def test_a_script_in_a_picture_is_told(body: str) -> None:
    one = facts(f"<svg {SPACE}>{body}</svg>", Kind.SVG)[0]
    assert (one.act, one.when) == (Act.EMBEDS, When.OPEN)


def test_lines_and_links_are_ordinary() -> None:
    body = '<a href="https://a.com"><path d="M0 0"/></a><style>a{}</style><script/><animate values="0;1"/>'
    assert facts(f"<svg {SPACE}>{body}</svg>", Kind.SVG) == []
