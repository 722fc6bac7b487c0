"""From files to records: every mistake in them becomes a problem with its line."""
