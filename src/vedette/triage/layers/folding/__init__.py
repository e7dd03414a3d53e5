"""Folding: what a script's expressions come to by themselves, and what it hands to an interpreter.

The languages differ in syntax (`<language>/lowering.py`) and in what operators and functions mean
(`<language>/dialect.py`); terms, variables, branches, loops and bounds are the same for all and lie here.
Nothing is run: there is no world in here to act on. What is not known stays unknown.
"""
