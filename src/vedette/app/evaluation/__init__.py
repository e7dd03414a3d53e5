"""Measures a model on cases with known answers, beside the engines alone and the model alone."""
