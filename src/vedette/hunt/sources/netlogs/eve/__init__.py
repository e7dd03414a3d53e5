"""Suricata's EVE: what it saw, by kind of event."""
