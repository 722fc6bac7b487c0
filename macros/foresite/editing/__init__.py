"""Changes of the sources: what is written, where, and only if nothing becomes wrong by it."""
