"""A project made ready, and its site: what an edit invalidates, checks, policy, redirects, publishing."""
