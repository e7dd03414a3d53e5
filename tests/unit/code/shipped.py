"""The rules and tables that ship with us, read once for all tests that only ask them."""

from vedette.code import load_knowledge

KNOWLEDGE = load_knowledge()
