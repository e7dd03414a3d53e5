"""Clocks: whom the law wants told of an incident, until when, and a draft of what to say. No legal advice."""
