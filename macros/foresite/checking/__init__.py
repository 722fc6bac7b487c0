"""The finished site, read as a browser would: what was left unrendered, ids that repeat, links to nowhere."""

from foresite.checking.problems import check_site

__all__ = ["check_site"]
