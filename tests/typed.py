"""mypy, which looks for no circles of things that nobody has: what it makes it keeps.

To look through it all takes a tenth of its time, and saves a quarter of its memory.
"""

import gc

from mypy.__main__ import console_entry

if __name__ == "__main__":
    gc.disable()
    gc.enable = lambda: None  # it does so itself when all is read
    console_entry()
