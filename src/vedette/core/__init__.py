"""The words everything speaks: nouns, errors, codec, settings, limits. Imports nothing of ours."""
