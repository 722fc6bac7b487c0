"""A corpus of any size, the same for the same seed: what ``make bench`` builds.

It speaks of nothing: briefs of made-up ports, in thirty years of outlooks, ten claims each, every claim with an
outcome; ten citations a page; events, shifts, and a set of two scenarios a brief; five entries a brief in the
bibliography.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

YEARS = 30
FIRST = 1996
LIKELIHOODS = ("very unlikely", "unlikely", "roughly even chance", "likely", "very likely")
STATUSES = ("occurred", "did-not-occur", "partly", "open", "not-assessable")
CHANGES = ("kept", "strengthened", "softened", "reversed")
THEMES = ("trade", "locks", "crews", "fuel", "tolls", "weather", "towns", "law")
WORDS = (
    "harbour lock barge pilot toll quay channel dredger tide crane cargo ferry pier gate basin crew ship grain coal "
    "river bridge berth winter summer storm council office tariff port traffic depth water level plan repair company "
    "reports expects opens closes raises lowers moves keeps widens delays orders sells buys builds repairs measures "
    "slowly early late again still never often soon later under over between before after while because although"
).split()


@dataclass(frozen=True)
class Brief:
    """One brief of the corpus."""

    key: str
    year: int
    number: int

    @property
    def page(self) -> str:
        """Its page, relative to the docs folder."""
        return f"briefs/{self.key}.md"


@dataclass
class Corpus:
    """A corpus as text: what a project's files hold."""

    briefs: int
    seed: int = 7
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        years = min(YEARS, max(2, self.briefs // 3))
        self.all = [
            Brief(f"port{FIRST + n % years}{n // years:03d}", FIRST + n % years, n // years) for n in range(self.briefs)
        ]
        self.all.sort(key=lambda brief: (brief.year, brief.number))
        self.sources = [f"source{n:04d}" for n in range(4 * self.briefs)]

    def words(self, count: int) -> str:
        """A sentence of so many words."""
        return f"{' '.join(self.chance.choices(WORDS, k=count)).capitalize()}."

    def title(self) -> str:
        """A title that no other record has to differ from."""
        return self.words(self.chance.randint(5, 9))[:-1]

    def files(self) -> Iterator[tuple[str, str]]:
        """Path and text of every file of the docs and bib folders, Foresite's features in use."""
        yield "bib/references.bib", "\n".join(self.entries())
        years: dict[int, list[Brief]] = {}
        for brief in self.all:
            years.setdefault(brief.year, []).append(brief)
        before: list[Brief] = []
        for year, briefs in years.items():
            for brief in briefs:
                yield f"docs/{brief.page}", self.annotation(brief)
            yield f"docs/events/{year}.md", f"# Events of {year}\n\n" + "\n".join(self.events(year, briefs))
            if before:
                yield f"docs/shifts/{year}.md", f"# Shifts of {year}\n\n" + "\n".join(self.shifts(before, briefs))
            before = briefs
        listed = "\n".join(f"- [{brief.year}, {brief.number}]({brief.key}.md)" for brief in self.all)
        yield "docs/briefs/index.md", f"# Briefs\n\n{listed}\n"
        for name, call in PAGES.items():
            yield f"docs/{name}.md", f"# {name.capitalize()}\n\n{self.words(40)}\n\n{call}\n"
        yield "docs/index.md", f"# Ports\n\n{self.words(60)}\n\nSee the [briefs](briefs/index.md).\n"

    def annotation(self, brief: Brief) -> str:
        """A brief's page."""
        head = f"---\nbrief: {brief.key}\noutlook: {brief.year}\nparagraphs: 20\n---\n\n# {self.title()}\n\n"
        blocks = [self.claim(brief, n) for n in range(10)]
        intro = "\n\n".join(f"{self.words(40)[:-1]} [@{brief.key}, ¶{self.chance.randint(1, 20)}]." for _ in range(2))
        return f'{head}{{{{ brief("{brief.key}") }}}}\n\n{intro}\n\n## What it says\n\n' + "\n".join(blocks)

    def claim(self, brief: Brief, number: int) -> str:
        """A claim and its outcome."""
        own = f"{brief.key}-{number}"
        options = {"id": own, "theme": self.chance.choice(THEMES), "at": str(self.chance.randint(1, 20))}
        likelihood = {"wording": "may well", "likelihood": self.chance.choice(LIKELIHOODS), "horizon": str(brief.year)}
        kind = "scenario" if number > 7 else "recommendation" if number == 7 else "forecast"
        if kind == "scenario":
            options |= {"set": f"{brief.key}-set", **likelihood, "impact": self.words(8)}
        elif kind == "forecast":
            options |= likelihood | {"criterion": self.words(12)}
        body = f"{self.words(30)} {self.words(20)[:-1]} [@{brief.key}, ¶{options['at']}]."
        outcome = {
            "id": f"{own}-outcome",
            "of": own,
            "status": self.chance.choice(STATUSES),
            "as-of": f"{brief.year + 1}-06-01",
            "events": f"[event-{brief.key}-{self.chance.randint(0, 2)}]",
        }
        return _block(kind, self.title(), options, body) + _block("outcome", self.title(), outcome, self.words(25))

    def events(self, year: int, briefs: list[Brief]) -> Iterator[str]:
        """Three events a brief."""
        for brief in briefs:
            for number in range(3):
                source, other = self.chance.sample(self.sources, 2)
                options = {
                    "id": f"event-{brief.key}-{number}",
                    "date": f"{year}-{self.chance.randint(1, 12):02d}-{self.chance.randint(1, 28):02d}",
                    "themes": f"[{self.chance.choice(THEMES)}]",
                    "actors": "[Harbour office, River council]",
                    "sources": f"[{source}, {other}]",
                }
                yield _block("event", self.title(), options, f"{self.words(25)[:-1]} [@{source}].")

    def shifts(self, before: list[Brief], briefs: list[Brief]) -> Iterator[str]:
        """One shift a brief, from one of the year before."""
        for brief in briefs:
            options = {
                "id": f"shift-{brief.key}",
                "change": self.chance.choice(CHANGES),
                "theme": self.chance.choice(THEMES),
                "from": f"[{self.chance.choice(before).key}-{self.chance.randint(0, 9)}]",
                "to": f"[{brief.key}-{self.chance.randint(0, 9)}]",
            }
            yield _block("shift", self.title(), options, self.words(25))

    def entries(self) -> Iterator[str]:
        """The bibliography: the briefs and four sources for each."""
        for brief in self.all:
            yield (
                f"@report{{{brief.key},\n  author = {{Porter, Ada {chr(65 + brief.number % 26)}.}},\n"
                f"  title = {{{self.title()}}},\n  institution = {{Institute of Ports}},\n  date = {{{brief.year}}},\n"
                f"  url = {{https://example.org/{brief.key}}},\n}}\n"
            )
        for number, key in enumerate(self.sources):
            yield (
                f"@online{{{key},\n  author = {{Writer{number % 997}, Ben}},\n  title = {{{self.title()}}},\n"
                f"  date = {{{FIRST + number % YEARS}-0{1 + number % 9}-1{number % 9}}},\n"
                f"  url = {{https://example.org/{key}}},\n}}\n"
            )


PAGES = {
    "overview": "{{ overview() }}",
    "comparison": "{{ comparison() }}",
    "timeline": "{{ timeline() }}",
    "explore": "{{ explore() }}",
    "forecasts": "{{ scorecard() }}\n\n{{ forecasts() }}",
    "scenarios": "{{ scenarios() }}",
    "recommendations": "{{ recommendations() }}",
    "bibliography": "{{ bibliography() }}",
}


def plain(text: str) -> str:
    """A page of the corpus without any feature of Foresite: blocks as headings, citations and calls as words."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^///[^\n|]*\| (.*)\n(?: {4}.*\n)*", r"### \1\n", text, flags=re.MULTILINE)
    text = re.sub(r"^///\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"\[@(\w+)(?:, (¶\d+))?\]", r"(\1 \2)", text)
    return re.sub(r"\{\{.*?\}\}", "", text)


def _block(kind: str, title: str, options: dict[str, str], body: str) -> str:
    given = "\n".join(f"    {name}: {text}" for name, text in options.items())
    return f"/// {kind} | {title}\n{given}\n\n{body}\n///\n\n"


def write(corpus: Corpus, folder: Path) -> None:
    """Write the corpus as a Foresite project, and under ``plain/`` and ``lean/`` without Foresite."""
    for path, text in corpus.files():
        _put(folder / path, text)
        if path.startswith("docs/"):
            _put(folder / "plain" / path, plain(text))
    themes = "\n".join(f"        {theme}: {theme.capitalize()}" for theme in THEMES)
    _put(folder / "mkdocs.yml", f"{HEAD}{NAV}plugins:\n  - foresite:\n      themes:\n{themes}\n{EXTENSIONS}")
    _put(folder / "plain.yml", f"{HEAD}docs_dir: plain/docs\nplugins: [search]\n{EXTENSIONS}")
    _put(folder / "lean.yml", f"{HEAD}{NAV}docs_dir: plain/docs\nplugins: [search]\n{EXTENSIONS}")


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


HEAD = "site_name: Ports\ntheme:\n  name: material\n  font: false\n"
NAV = (
    "nav:\n  - Home: index.md\n  - Briefs: briefs/index.md\n"
    + "".join(f"  - {name.capitalize()}: {name}.md\n" for name in PAGES)
    + "not_in_nav: |\n  /briefs/\n  /events/\n  /shifts/\n"
)
EXTENSIONS = (
    "markdown_extensions:\n  - attr_list\n  - md_in_html\n  - tables\n"
    "  - toc:\n      permalink: true\n  - pymdownx.superfences\n"
)
"""What the shipped site uses, for all of them."""
