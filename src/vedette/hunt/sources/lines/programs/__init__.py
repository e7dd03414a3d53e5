"""What single programs say in syslog and the journal: one module a family of programs."""
