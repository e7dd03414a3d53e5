"""Language-model loops as generators: they yield wishes, get answers, and claim what a gate confirmed."""
