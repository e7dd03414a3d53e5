"""The published schema is made from the nouns."""

import json
from pathlib import Path

from vedette.core.codec import schema


def test_the_published_schema_is_the_one_the_nouns_make() -> None:
    published = Path(__file__).parents[3] / "docs" / "report.schema.json"
    assert json.loads(published.read_text("utf-8")) == json.loads(json.dumps(schema()))
