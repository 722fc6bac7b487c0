"""Compute what pages show from the corpus, as frozen records without markup."""
