"""A copy of a brief held against its annotation; no text of the brief leaves the copy."""
