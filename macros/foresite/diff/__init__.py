"""What a change of the sources means."""
