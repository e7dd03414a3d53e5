"""A page with everything a page may have, and things in it that are no part of one."""

from vedette.core.sheets import Section, Sheet, Table

BAD = "<script>alert(1)</script> [x](http://evil.example) | `y` \u202e\U000e0041"
SHEET = Sheet(
    title="What it takes",
    lead="Who may do what.",
    sections=(
        Section(
            id="tiers",
            title="Tiers",
            words=("First.", BAD),
            points=("one", BAD),
            tables=(Table(head=("tier", "days"), rows=(("T1", "365"), (BAD, "a|b"))),),
        ),
        Section(
            id="end",
            title="The end",
            links=(("/v1/reports/2026-10", "October"), ("javascript:alert(1)", BAD), ("//evil.example", "x")),
        ),
    ),
)
