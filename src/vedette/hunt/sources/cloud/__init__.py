"""Audit logs of clouds and of services somebody else runs, written as JSON records."""
