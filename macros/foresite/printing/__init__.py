"""Documents for paper: each brief's annotation, the comparison, the ledger, and the whole site as a book."""
