"""Answers a question about logs and reports: plans, asks, and claims only what comes when asked again."""
