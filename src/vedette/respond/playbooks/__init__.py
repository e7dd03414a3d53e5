"""Playbooks: what to do in which order, as people and programs can both follow it (CACAO 2.0)."""
