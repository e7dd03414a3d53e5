"""Logs of every kind as events: one file a format, recognised by its first bytes."""
