"""The way in over HTTP: a table of routes, each of which asks the gate; problems as RFC 9457."""
