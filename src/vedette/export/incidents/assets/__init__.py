"""The templates and styles of reports of incidents."""
