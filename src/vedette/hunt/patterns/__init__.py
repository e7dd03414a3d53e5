"""What no rule names: statistics over many events, each with its formula and its controls."""
