"""Whether explanations are plain, whole and true: a gallery of real reports, measured and attacked."""
