"""Hold what the settings say of a further language of a site: its own texts, and words of the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from foresite.model.quantities import Measure


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SiteLanguage:
    """A language of a site, as the setting ``languages`` has it; what it lacks stays as the original has it."""

    tag: str
    """As BCP 47 writes it; also the folder of its pages."""
    name: str = ""
    """What the switch calls it; empty for its own name for itself."""
    site_name: str = ""
    site_description: str = ""
    copyright: str = ""
    nav: Mapping[str, str] = field(default_factory=_nothing)
    """The titles of the navigation, by the original's."""
    themes: Mapping[str, str] = field(default_factory=_nothing)
    """The labels of themes, by id."""
    outlooks: Mapping[str, str] = field(default_factory=_nothing)
    """The labels of outlooks, by name."""
    measures: Mapping[str, Measure] = field(default_factory=lambda: MappingProxyType({}))
    """The labels and units of measures, by id."""
    names: Mapping[str, str] = field(default_factory=_nothing)
    """Names that records hold, such as actors, places and tags, by the original's."""
    synonyms: tuple[tuple[str, ...], ...] = ()
    """Words and phrases that search takes for one another in this language."""


def autonym(tag: str) -> str:
    """Return a language's own name for itself; the tag where nobody knows it."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag.replace("-", "_")).get_display_name()
    except (UnknownLocaleError, ValueError):
        return tag
    return f"{name[0].upper()}{name[1:]}" if name else tag
