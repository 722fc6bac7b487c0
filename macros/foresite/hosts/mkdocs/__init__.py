"""The MkDocs plugin and its theme."""
