"""Prepare a project and its site: invalidation, checks, content policy, redirects, publishing."""
