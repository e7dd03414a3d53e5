"""What shell scripts carry: what they decode and hand on, archives behind them, themselves readable.

Words are expanded and pipes of filters followed as the shell would; nothing is run. Ciphers are not undone.
"""

from vedette.triage.layers.shell.peeling import peel

__all__ = ["peel"]
