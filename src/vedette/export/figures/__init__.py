"""Figures as SVG anybody can read: text stays text, each says what it shows in words, and none has a script.

Colour never says anything alone, everything is bounded, and the same input gives the same picture.
"""
