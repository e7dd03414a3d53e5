"""What is inside archives and compressed files, as sources of their own.

Read as a stream: nothing is unpacked to a disk, and what is wrong with one member costs only itself.
"""

from vedette.hunt.sources.containers.expanding import expand
from vedette.hunt.sources.containers.unpacking import Unpacking

__all__ = ["Unpacking", "expand"]
