"""Bibliographies: BibTeX syntax by bibtexparser, LaTeX decoded, entries as references, problems with their lines."""
