"""Markdown, understood in one place: code, comments, blocks, links, sections, plain words."""
