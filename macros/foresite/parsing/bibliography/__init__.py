"""BibTeX and BibLaTeX, read with the lines of what stands in the files."""
