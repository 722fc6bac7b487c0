"""BibTeX and BibLaTeX, parsed with line numbers."""
