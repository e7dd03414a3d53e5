"""Takes a question in plain words and chooses one thing to do: by rules, or by a model that only chooses."""
