"""The record as data: files, their schemas, and everything that a site holds beside its pages."""
