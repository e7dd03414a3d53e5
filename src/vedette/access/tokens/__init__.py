"""Tokens bound to a key, the sessions behind them, what ends both: a request in, claims or a refusal out."""
