"""The template, style and script of the HTML page."""
