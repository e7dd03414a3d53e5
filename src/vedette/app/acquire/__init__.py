"""Getting hold of what somebody wants looked at: a folder, file, archive, git repository or package."""
