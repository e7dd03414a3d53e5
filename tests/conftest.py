"""What holds for every test."""

from hypothesis import settings

# A busy machine is not a bug: tests have a timeout of their own.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
