"""PDFs: each brief's annotation and summary, the comparison, the ledger, chosen claims, and the site as a book."""
