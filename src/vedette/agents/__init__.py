"""Language-model loops as generators: they yield wishes, get answers, and claim only what a gate confirmed."""
