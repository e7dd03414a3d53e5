"""Going through a script without running it: what PowerShell's and VBA's readers share."""
