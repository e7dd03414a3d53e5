"""The door for other people's agents: what this caller may use, as tools of the Model Context Protocol."""
