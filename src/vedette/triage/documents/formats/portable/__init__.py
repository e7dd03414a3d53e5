"""PDF, read tolerantly: every object that can be found, whatever the tables say."""
