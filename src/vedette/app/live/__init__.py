"""Hunting while logs are being written: nothing is lost and nothing counted twice, whatever stops us."""
