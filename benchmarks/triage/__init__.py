"""How good triage is, measured beside others."""
