"""How things are said: rows of text with typed slots, one file a language, and what fills the slots."""
