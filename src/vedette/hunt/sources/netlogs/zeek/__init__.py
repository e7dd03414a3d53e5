"""Zeek's logs, as tab-separated text and as JSON: one event either way."""
