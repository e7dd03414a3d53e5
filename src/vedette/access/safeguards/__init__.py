"""What a text says about itself, as numbers: they lead to a question or to a person, never to anything silent."""
