"""What somebody may point this at: assets they proved, and one reader of targets."""
