"""Public catalogues a user mounts: bytes of a published file in, nouns out. Nothing is opened here.

Each module reads one catalogue, from the bytes of anybody: bounded in size and depth. What is not what it
should be is one `BadInput`.
"""
