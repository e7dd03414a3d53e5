"""What is kept beside the policy text, so that a start need not read the text's form in JSON.

`python -m tests.unit.access.policy.sound` writes it anew after a change of the policy.
"""

import msgspec

from vedette.access.policy.engine import HERE, SCHEMA, SOUND, TEXT, read


def page() -> bytes:
    """Read our own text as a start without it would."""
    text, schema = ((HERE / one).read_text(encoding="utf-8") for one in (TEXT, SCHEMA))
    return msgspec.json.format(msgspec.json.encode(read(text, schema)), indent=1) + b"\n"


if __name__ == "__main__":
    (HERE / SOUND).write_bytes(page())
