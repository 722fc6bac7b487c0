"""Corpus to what a page shows: frozen records, computed once, with no markup and no page in them."""
