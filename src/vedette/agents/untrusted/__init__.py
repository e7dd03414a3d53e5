"""Text of strangers on its way to a model: made visible, without secrets, in a frame it cannot close.

Hygiene, not a wall: no framing stops a model from believing what it reads. What stops it from doing harm is
that it has nothing to do harm with, and that gates look at whatever it says.
"""
