"""Reports in the formats their readers already use; it turns nouns into text and adds no claim."""
