"""The vocabulary of BibLaTeX, and the few fields that Foresite adds: what a misspelling is measured against.

https://ctan.org/pkg/biblatex, chapters 2.1 and 2.2.
"""

from __future__ import annotations

TYPES = frozenset(
    """
    article artwork audio bibnote book bookinbook booklet collection commentary conference dataset
    electronic image inbook incollection inproceedings inreference jurisdiction legal legislation letter
    manual mastersthesis misc movie music mvbook mvcollection mvproceedings mvreference online patent
    performance periodical phdthesis proceedings reference report review software standard suppbook
    suppcollection suppperiodical techreport thesis unpublished video www
    """.split()
)

PEOPLE = ("author", "editor")
"""The fields that hold names and become the people of a reference."""

DATES = ("date", "eventdate", "origdate", "urldate")

ADDRESSES = ("url", "doi")

NOTES = frozenset("annotation annote comment comments file groups localfile owner pdf review timestamp".split())
"""The fields in which reference managers keep what is for their user: notes, files, dates. No page shows them."""
LISTS = (
    "institution", "institutionorig", "publisher", "publisherorig", "organization", "school", "location", "address",
    "origpublisher", "origlocation", "affiliation", "affiliationorig",
)  # fmt: skip
"""The fields whose values are lists, their entries joined by ' and '; braces keep an 'and' that belongs to a name."""

OURS = {
    "nameorder": "family-first: the authors' names print family name first",
    "authororig": "the authors' names in their own script, joined by ' and '",
    "titletranslation": "the title in the language of the site",
    "institutionorig": "the institution's name in its own script",
    "publisherorig": "the publisher's name in its own script",
    "affiliation": "where the authors work",
    "affiliationorig": "that name in its own script",
}
"""The fields that BibLaTeX does not have, each with what it says."""

FIELDS = frozenset(
    """
    abstract addendum address afterword annotation annotator annote archiveprefix bookauthor
    bookpagination booksubtitle booktitle booktitleaddon chapter commentator crossref day doi edition
    editora editorb editorc editortype eid entryset entrysubtype eprint eprintclass eprinttype
    eventtitle eventtitleaddon execute file foreword gender groups holder howpublished ids
    indexsorttitle indextitle institution introduction isan isbn ismn isrn issn issue issuesubtitle
    issuetitle issuetitleaddon iswc journal journalsubtitle journaltitle journaltitleaddon key keywords
    label langid langidopts language library location mainsubtitle maintitle maintitleaddon month
    nameaddon note number options organization origlanguage origlocation origpublisher origtitle owner
    pages pagetotal pagination part pdf primaryclass presort publisher pubmedid pubstate related
    relatedoptions relatedstring relatedtype reprinttitle school series shortauthor shorteditor
    shorthand shorthandintro shortjournal shortseries shorttitle sortkey sortname sortshorthand
    sorttitle sortyear subtitle timestamp title titleaddon translator type urlyear userb venue version
    volume volumes xdata xref year
    """.split()
) | {*PEOPLE, *DATES, *ADDRESSES, *OURS}

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The strings that BibTeX itself defines."""
