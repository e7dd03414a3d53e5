"""What a function throws ends that function, and not the look at the script."""

import base64

from vedette.triage.allowance import Allowance
from vedette.triage.kinds import Kind
from vedette.triage.layers import peel
from vedette.triage.sample import Sample

HIDDEN = base64.b64encode(b"print('under it')\n").decode()


def test_a_function_that_always_throws_hides_nothing_that_stands_after_it() -> None:
    text = (
        "import base64\n"
        "def check(value):\n    raise ValueError(base64.b64decode(value))\n"
        f"def go():\n    exec(base64.b64decode('{HIDDEN}'))\n"
    )
    sample = Sample(name="a.py", data=text.encode(), kind=Kind.PYTHON)
    assert b"print('under it')\n" in [one.data for one in peel(sample, Allowance())]
