"""What holds for every test."""

import os

from hypothesis import settings

# A busy machine is not a bug: tests have a timeout of their own. And whoever runs the tests learns
# whether their change broke something, not what luck found today: the looking is done by `make soak`.
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("LOOKING", "house"))
