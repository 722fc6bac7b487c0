"""Marks the inline code of the theme's templates, so that a page's policy allows it and no other."""

from __future__ import annotations

from jinja2 import Environment
from jinja2.ext import Extension

from foresite.policy import marked


class _Marking(Extension):
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return marked(source)


def mark_templates(env: Environment) -> Environment:
    """Make an environment, which has read no template so far, mark what its templates say in code."""
    env.add_extension(_Marking)
    return env
