"""Check a copy of a brief against its annotation, without storing any text of the brief."""
