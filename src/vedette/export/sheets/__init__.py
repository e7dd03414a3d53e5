"""Pages of plain words and tables: the same as Markdown and as HTML."""
