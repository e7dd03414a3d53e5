"""Captures as flows, without anybody's protocol library: a window of frames at a time."""
