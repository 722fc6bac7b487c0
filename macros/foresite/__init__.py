"""Foresite compares forward-looking policy briefs year by year."""
