"""The core: records, fields, values, settings, problems, and the corpus that links the records."""
