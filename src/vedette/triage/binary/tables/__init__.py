"""Tables of executable formats, read with our own bounds."""
