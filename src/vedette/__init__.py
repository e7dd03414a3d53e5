"""Vedette: a self-hosted AI system for cyber defence that finds, proves, explains and keeps the record."""

__version__ = "0.1.0"
