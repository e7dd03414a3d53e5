"""Incidents as values: timeline, custody, actions, playbooks and reports, and functions that change them."""
