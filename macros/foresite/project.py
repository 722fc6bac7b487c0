"""A project read and made ready to show: the corpus, its citations formatted, its templates filled."""

from __future__ import annotations

from dataclasses import dataclass

from foresite.citing.citeproc import Formatted, format_citations
from foresite.corpus import Corpus
from foresite.model import Citation
from foresite.problems import Problem
from foresite.reading import read_project
from foresite.settings import Settings
from foresite.templates import Templates
from foresite.views import references


@dataclass(frozen=True)
class Project:
    """Everything a host needs to show a project. Immutable: a change on disk means a new one."""

    corpus: Corpus
    formatted: Formatted
    templates: Templates
    problems: tuple[Problem, ...]
    """What is wrong in the sources, in order."""

    @classmethod
    def load(cls, settings: Settings) -> Project:
        """Read the sources, link them, and format every citation of the site in one go.

        What is wrong in the sources is in ``problems``; the rest is read all the same.
        """
        sources = read_project(settings)
        corpus = Corpus.build(settings, sources)
        formatted = format_citations(
            corpus.references,
            _citations(corpus),
            settings.style,
            cache=settings.root / ".cache" / "foresite",
        )
        return cls(corpus, formatted, Templates(corpus, formatted), tuple(sources.problems))


def _citations(corpus: Corpus) -> list[Citation]:
    """Every distinct citation that a page can show, those of unknown works left out."""
    every = (
        *(placed.citation for placed in corpus.citations),
        *map(references.at_paragraph, corpus.claims),
        *map(references.at_paragraph, corpus.corrections),
        *(references.of_sources(event) for event in corpus.events if event.sources),
        *(references.of_work(key) for key in corpus.references),
    )
    known = corpus.references
    return [c for c in dict.fromkeys(every) if all(work.key in known for work in c.works)]
