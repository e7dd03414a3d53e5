"""What a text says of itself, as numbers: they lead to a question or a person, never to a silent change."""
