"""The one place where things meet: the gate, the capabilities, use cases, jobs and wiring."""
