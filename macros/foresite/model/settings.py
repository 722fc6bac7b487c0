"""What a project sets: the ``foresite`` entry of ``mkdocs.yml``, and which Markdown extensions render its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from foresite.language.catalogue import Language, runs_right_to_left, same_tag
from foresite.language.foreign import Foreign
from foresite.model.addresses import Redirect
from foresite.model.colours import Colour
from foresite.model.languages import SiteLanguage
from foresite.model.likelihood import SCALES, Scale
from foresite.model.macros import MACROS, Macro
from foresite.model.outlook import Outlook, OutlookError, outlook_of
from foresite.model.problems import Place
from foresite.model.quantities import Measure
from foresite.model.records import Grouping

# Which of Markdown's extensions render a page: those that the contract documents, and what the settings add.


CONTRACT = (
    "admonition",
    "attr_list",
    "footnotes",
    "md_in_html",
    "pymdownx.details",
    "pymdownx.superfences",
    "tables",
    "toc",
)
"""What every page may use: Foresite turns these on wherever the settings do not."""
BODY = ("fenced_code", "footnotes", "sane_lists", "tables")
"""What the body of a block may use, which is shown on several pages: the same under every host."""
_EXTRA = ("abbr", "attr_list", "def_list", "footnotes", "md_in_html", "tables")
BUILT_IN = ("fenced_code", "tables", "toc")
"""What MkDocs itself turns on."""
BUNDLES = {
    "extra": ("fenced_code", *_EXTRA),
    "pymdownx.extra": ("pymdownx.betterem", "pymdownx.superfences", *_EXTRA),
}
"""Extensions that bring others."""


def extension_names(names: Iterable[str]) -> frozenset[str]:
    """The extensions that names stand for, each by its short name, with those that it brings."""
    short = {name.partition(":")[0].removeprefix("markdown.extensions.") for name in names}
    return frozenset(short.union(*(BUNDLES.get(name, ()) for name in short)))


def in_use(names: Iterable[str]) -> frozenset[str]:
    """What renders the pages of a project whose settings name these extensions."""
    return extension_names((*names, *CONTRACT, *BUILT_IN))


# What a project sets: the `foresite` entry of `mkdocs.yml`, every part with a working default.


BIBLIOGRAPHY = "bib/references.bib"
COLOURS = 8
"""How many outlooks have a colour of their own; the next begin again."""
SCALE = "icd203"
FILES = (
    "avif", "bib", "csv", "geojson", "gif", "ico", "jpeg", "jpg", "json", "ods", "odt", "pdf", "png", "ris", "svg",
    "tsv", "txt", "webp", "xlsx",
)  # fmt: skip
"""The kinds of files beside pages that run nothing on the site's own origin: pictures, tables, documents."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one project; paths are absolute."""

    root: Path
    """The project's folder: paths in problems are relative to it."""
    docs: Path
    """The folder of the pages."""
    bibliography: tuple[Path, ...]
    """The BibTeX files, in the order in which they are read."""
    themes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Theme id to label, in the order in which pages show them; empty: any theme is allowed."""
    see_also: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Theme id to the themes that a reader of its page may look for as well, as far as the settings say."""
    people: tuple[str, ...] = ()
    """The actors that are people, as ``Family, Given``: by family name the index of the book files them."""
    people_place: Place | None = field(default=None, compare=False)
    """Where they are named."""
    outlooks: Mapping[str, Outlook] = field(default_factory=lambda: MappingProxyType({}))
    """The outlooks that are declared, by name; every other is a period."""
    measures: Mapping[str, Measure] = field(default_factory=lambda: MappingProxyType({}))
    """The measures that are declared, by id; empty: any measure is allowed."""
    by: Grouping = Grouping.OUTLOOK
    """What views put briefs together by, where a call does not say."""
    scale: Scale = SCALES[SCALE]
    """That on which likelihoods stand, but for those of briefs that have another."""
    scales: Mapping[str, Scale] = field(default_factory=lambda: MappingProxyType({}))
    """Scales of the project's own, by id."""
    style: Path | None = None
    """A CSL file; None takes the Chicago author-date style that comes with Pandoc."""
    files: tuple[str, ...] = FILES
    """The kinds of files that are published beside the pages: endings without a dot, or whole names."""
    redirects: tuple[Redirect, ...] = ()
    """Where published addresses that are gone lead, as declared."""
    licence: str = ""
    """The address of the licence under which the site publishes its texts and data; empty: none is named."""
    templates: tuple[str, ...] = ()
    """The templates of the theme that a page may name."""
    front_matter: tuple[str, ...] = ()
    """Keys of front matter that other plugins, or templates of the project's own, read."""
    footer_nav: tuple[str, ...] = ()
    """The titles of the sections of the navigation that the foot of each page links to, instead of the bar."""
    footer_pages: frozenset[str] = frozenset()
    """The pages of these sections, by path, which search lists last."""
    synonyms: tuple[tuple[str, ...], ...] = ()
    """Words and phrases that search takes for one another."""
    link_colour: Colour | None = None
    """The colour of links; None for ours."""
    outlook_colours: tuple[Colour, ...] = ()
    """The colours of the outlooks, from the earliest; ours for those that are not given."""
    privacy_note: bool | None = None
    """Whether the foot of pages says that nobody watches readers; None: where no script of others could."""
    share: bool = True
    """Whether the site has pages to embed and pictures of link previews."""
    config: str = "mkdocs.yml"
    """The name of the file, in ``root``, that holds the settings."""
    previews: bool = False
    """Whether pictures of link previews can be drawn; a host finds out."""
    name: str = ""
    """The site's name."""
    author: str = ""
    """Who answers for the site: what its pages are cited by."""
    description: str = ""
    content_language: str = "en"
    """The language of the site's own texts, as a BCP 47 tag."""
    direction: str = ""
    """The direction of its pages, ``ltr`` or ``rtl``; empty where the language says it."""
    languages: Mapping[str, SiteLanguage] = field(default_factory=lambda: MappingProxyType({}))
    """The further languages of the site, by tag; that of the original may be among them, for its name."""
    original: Settings | None = None
    """The settings of the original, where these are those of its translation."""
    catalogues: Path | None = None
    """The project's own folder of catalogues of words; None where it has none."""
    own_catalogues: tuple[tuple[str, str], ...] = ()
    """The project's own catalogues: the language and the text of each."""
    url: str = ""
    """Where the site is published, with a slash at its end; empty where that is not known."""
    theme: str = ""
    """The name of the host's theme; empty where there is no host."""
    custom_dir: Path | None = None
    """The project's own folder of files that take the place of the theme's."""
    overrides: Path | None = None
    """The project's own folder of templates that take the place of ours; None where it has none."""
    own_macros: Mapping[str, Macro] = field(default_factory=lambda: MappingProxyType({}))
    """The macros that the project defines there, by name."""
    files_named_in_config: frozenset[str] = frozenset()
    """The files of the docs folder that ``mkdocs.yml`` itself names, by path: style sheets, scripts, the logo."""
    navigation: frozenset[str] = frozenset()
    """The pages that ``mkdocs.yml`` lists for readers, by path."""
    edit_base_url: str = ""
    """The address at which pages are edited, to which a page's path is added; empty where there is none."""
    mkdocs_warnings: frozenset[str] = frozenset()
    """What MkDocs is told to warn of, such as ``links.absolute_links``."""
    file_list_is_final: bool = True
    """Whether all pages and files are known before the build: no other plugin and no hook can add any."""
    exclude_docs: str = ""
    """Which files MkDocs leaves out of the site: patterns as in ``.gitignore``, one a line."""
    draft_docs: str = ""
    """Which of them it shows in a preview alone, in the same form."""
    drafts: bool = False
    """Whether drafts are part of what is read, as for a preview."""
    host_built_pages: frozenset[str] | None = None
    """The pages that a host builds, whatever the patterns say; None where it has not been asked."""
    moved: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The paths, from the site's root, of pages that another plugin serves elsewhere than where their files stand."""
    allow: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The other hosts from which pages may take pictures, frames and so on: kind to hosts."""
    extensions: frozenset[str] = in_use(())
    """What renders pages: the extensions of Markdown by their short names, and the plugins, some of which do so."""
    directory_urls: bool = True
    """Whether pages are served as folders (``timeline/``) rather than as files (``timeline.html``)."""

    @classmethod
    def default(cls, root: Path) -> Settings:
        """The settings of a project that sets nothing."""
        root = root.resolve()
        return cls(root=root, docs=root / "docs", bibliography=(root / BIBLIOGRAPHY,))

    @property
    def tree(self) -> str:
        """The language of a translation, and the folder of its pages; empty for the original."""
        return self.content_language if self.original else ""

    @property
    def trees(self) -> tuple[str, ...]:
        """The languages into which the site is translated, in the order of the settings."""
        own = (self.original or self).content_language
        return tuple(tag for tag in self.languages if not same_tag(tag, own))

    def translated(self, tag: str) -> Settings:
        """Return the settings of the translation into a language."""
        given = self.languages[tag]
        lang = self.content_language

        def shown(text: str, translated: str | None) -> str:
            return translated or (Foreign(text, lang) if text else "")

        return replace(
            self,
            original=self,
            content_language=tag,
            name=shown(self.name, given.site_name),
            description=shown(self.description, given.site_description),
            url=f"{self.url}{tag}/" if self.url else "",
            themes=MappingProxyType({id: shown(label, given.themes.get(id)) for id, label in self.themes.items()}),
            outlooks=MappingProxyType(
                {
                    name: replace(outlook, words=shown(outlook.words, given.outlooks.get(name)))
                    if outlook.named
                    else outlook
                    for name, outlook in self.outlooks.items()
                }
            ),
            measures=MappingProxyType(
                {
                    id: given.measures.get(id) or Measure(shown(measure.label, None), shown(measure.unit, None))
                    for id, measure in self.measures.items()
                }
            ),
            footer_nav=tuple(shown(title, given.nav.get(title)) for title in self.footer_nav),
            synonyms=(*given.synonyms, *self.synonyms),
        )

    @property
    def language(self) -> Language:
        """The language in which Foresite itself speaks to readers."""
        direction = self.direction or ("rtl" if runs_right_to_left(self.content_language) else "ltr")
        return Language(self.content_language, self.own_catalogues, direction == "rtl")

    @property
    def known_scales(self) -> Mapping[str, Scale]:
        """Every scale that the project can use, by id: those built in, and its own."""
        return {**SCALES, **self.scales}

    @property
    def macros(self) -> Mapping[str, Macro]:
        """Every macro that a page can call, by name."""
        return {**MACROS, **self.own_macros} if self.own_macros else MACROS

    def theme_label(self, theme: str) -> str:
        """The theme's label; the id in words where the project gives none."""
        return self.themes.get(theme) or theme.replace("-", " ").capitalize()

    def measure_label(self, measure: str) -> str:
        """The measure's label; the id in words where the project gives none."""
        declared = self.measures.get(measure)
        return declared.label if declared else measure.replace("-", " ").capitalize()

    def outlook(self, name: str) -> Outlook:
        """Return the outlook of that name.

        Raises:
            OutlookError: where it is neither declared nor a period, which reading reports.
        """
        return outlook_of(name, self.outlooks)

    def outlook_label(self, name: str) -> str:
        """The outlook's label; the text itself where it is not an outlook."""
        try:
            return self.outlook(name).label
        except OutlookError:
            return name

    def relative(self, path: Path) -> str:
        """A path as problems print it: from the project's root, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()
