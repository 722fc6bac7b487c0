"""What makes the pages: MkDocs as a plugin, others by the Markdown extension and ``foresite export``."""
