"""Citations: their grammar, their works as CSL-JSON, and their formatting by Pandoc's citeproc."""
