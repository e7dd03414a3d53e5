"""From what was seen on the way through a script to facts: what PowerShell, VBA and batch files share."""
