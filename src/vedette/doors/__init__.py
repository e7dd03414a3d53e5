"""Thin ways in: a form becomes a request to the gate, a result becomes an answer; nothing is decided here."""
