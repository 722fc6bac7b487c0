"""Decode what BibLaTeX writes: LaTeX commands, months, types of works, and names of people.

https://ctan.org/pkg/biblatex, chapters 2.1 and 2.2.

A subset, the one that bibliographies use: accents, special letters, escapes, dashes, quotation marks, commands that
only mark up their argument, and mathematics of one line. Money is commoner than mathematics in briefs, so ``$5``
stays, and only ``$…$`` with a command, ``^`` or ``_`` in it, or around a word without spaces, is mathematics.

Markup is that of CSL-JSON: ``<i>``, ``<b>``, ``<sup>``, ``<sub>``, and ``<span class="nocase">`` for what stands in
braces of its own, whose case no style may change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from foresite.model.records import OTHERS, Name, ReadAt, Voice

# The vocabulary of BibLaTeX, and the few fields that Foresite adds: what a misspelling is measured against.


TYPES = frozenset(
    """
    article artwork audio bibnote book bookinbook booklet collection commentary conference dataset
    electronic image inbook incollection inproceedings inreference jurisdiction legal legislation letter
    manual mastersthesis misc movie music mvbook mvcollection mvproceedings mvreference online patent
    performance periodical phdthesis proceedings reference report review set software standard suppbook
    suppcollection suppperiodical techreport thesis unpublished video www xdata
    customa customb customc customd custome customf softwareversion softwaremodule codefragment
    """.split()
)

CONTROLS = frozenset("ieeetranbstctl control abnt-options".split())
"""Entries that set options of a BibTeX style. They are not works."""

PEOPLE = ("author", "editor")
"""The fields that hold names and become the people of a reference."""

OTHER_PEOPLE = (
    "translator", "bookauthor", "editora", "editorb", "editorc", "commentator", "annotator", "introduction", "foreword",
    "afterword", "holder", "director",
)  # fmt: skip
"""The fields that hold the names of others."""

DATES = ("date", "eventdate", "origdate", "urldate")

ADDRESSES = ("url", "doi", "archived")

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
    "archived": "the address of a copy in an archive of the web",
    "voice": f"who speaks: {', '.join(voice.value for voice in Voice)}",
    "readat": "outlet or mirror: where it was read",
    "restson": "the key of the report that it repeats, or what that is called",
    "affiliation": "where the authors work",
    "affiliationorig": "that name in its own script",
}
"""The fields that BibLaTeX does not have, each with what it says."""

COMMON = frozenset(
    """
    abstract annotation author authortype bookpagination crossref date doi editor editortype eprint eprintclass
    eprinttype entryset entrysubtype execute file gender ids indextitle indexsorttitle isan ismn iswc keywords label
    langid langidopts language library location month note number options origdate origlanguage origlocation
    origpublisher origtitle pages pagination presort publisher pubstate related relatedoptions relatedstring
    relatedtype series shortauthor shorteditor shorthand shorthandintro shortjournal shortseries shorttitle sortkey
    sortname sortshorthand sorttitle sortyear subtitle title titleaddon translator type url urldate version volume
    xdata xref year
    """.split()
) | {*OURS, "addendum"}
"""The fields that an entry of any type may use."""
_BOOKS = (
    "afterword annotator chapter commentator edition editora editorb editorc foreword introduction isbn mainsubtitle "
    "maintitle maintitleaddon pagetotal part volumes address eid"
)
_PARTS = f"{_BOOKS} bookauthor booktitle booksubtitle booktitleaddon"
_EVENTS = "eventdate eventtitle eventtitleaddon venue organization"
_USED = {
    "article suppperiodical review": "annotator commentator editora editorb editorc eid issn issue issuetitle "
    "issuesubtitle issuetitleaddon journal journaltitle journalsubtitle journaltitleaddon",
    "periodical": "issn issue issuetitle issuesubtitle issuetitleaddon editora editorb editorc",
    "book mvbook collection reference mvcollection mvreference commentary": _BOOKS,
    "inbook bookinbook suppbook incollection suppcollection inreference": _PARTS,
    "proceedings mvproceedings": f"{_BOOKS} {_EVENTS}",
    "inproceedings conference": f"{_PARTS} {_EVENTS}",
    "unpublished": f"{_EVENTS} howpublished",
    "booklet": "howpublished address chapter eid pagetotal",
    "misc software": "howpublished organization address",
    "online electronic www": "organization journaltitle howpublished",
    "manual dataset standard": "organization edition isbn chapter eid pagetotal address",
    "report techreport": "institution isrn chapter eid pagetotal address journaltitle",
    "thesis phdthesis mastersthesis": "institution school chapter eid pagetotal address isbn",
    "patent": "holder",
}
USED = {kind: COMMON | set(fields.split()) for kinds, fields in _USED.items() for kind in kinds.split()}
"""The fields that an entry uses, by its type; those of other types are the common ones.

A field is called misspelt only where it is nearly one of these, and the entry does not have that one.
"""
FIELDS = frozenset(
    """
    abbrev_source_title abstract access accessdate accessed acmid addendum address adsnote adsurl affiliation
    affiliations afterword alttitle annotation annotator annote archiveprefix art_number article-number
    articleno arxivid author author_keywords authortype bdsk-file-1 bdsk-url-1 bdsk-url-2 bibsource biburl
    bookauthor bookpagination booksubtitle booktitle booktitleaddon bookurl chapter cite cited citedby
    citeulike-article-id coden collaboration collection commentator copyright correspondence_address1
    creation_date creationdate crossref da date date-added date-modified day director doc-delivery-number
    document_type doi doi-url e-issn early-access-date edited edition editor editora editoratype editorb
    editorbtype editorc editorctype editortype ee eid eissn endday endhour endminute endmonth endsecond
    endtimezone endyear endyeardivision entryset entrysubtype eprint eprintclass eprinttype eventdate eventday
    eventendday eventendhour eventendminute eventendmonth eventendsecond eventendtimezone eventendyear
    eventendyeardivision eventhour eventminute eventmonth eventsecond eventtimezone eventtitle eventtitleaddon
    eventyear eventyeardivision execute file foreword funding-acknowledgement funding-text funding_details
    gender groups holder hour howcited howpublished hyphenation ids indexsorttitle indextitle inspirehep
    institution introduction isan isbn ismn isrn issn issue issue_date issuesubtitle issuetitle issuetitleaddon
    iswc journal journal-iso journalsubtitle journaltitle journaltitleaddon key keyword keywords keywords-plus
    label langid langidopts language languages lastaccessed lastchecked lccn library lista listb listc listd liste listf
    location mainsubtitle maintitle maintitleaddon mendeley-groups mendeley-tags minute modificationdate month
    mrclass mrnumber mrreviewer namea nameaddon nameatype nameb namebtype namec namectype note number
    number-of-cited-references numberofpages numpages open_access options orcid-numbers organization origdate
    origday origendday origendhour origendminute origendmonth origendsecond origendtimezone origendyear
    origendyeardivision orighour origlanguage origlocation origminute origmonth origpublisher origsecond
    origtimezone origtitle origyear origyeardivision owner pages pagetotal pagination part pdf pissn place pmc
    pmcid pmid posted-at presort price primaryclass printed priority publication_stage publisher pubmedid
    pubstate qualityassured ranking rating read readstatus references related relatedoptions relatedstring
    relatedtype relevance reportnumber reprinttitle research-areas researcherid-numbers school second series
    shortauthor shortbooktitle shorteditor shorthand shorthandintro shortjournal shortseries shorttitle size
    slaccitation sortcite sortkey sortname sortshorthand sorttitle sortyear source subject subjects subtitle tag
    tags times-cited timestamp timezone title titleaddon translation translator type unique-id url urlaccessdate
    urldate urlday urlendday urlendhour urlendminute urlendmonth urlendsecond urlendtimezone urlendyear urlhour
    urlminute urlmonth urlsecond urltimezone urlyear usage-count-last-180-days usage-count-since-2013 usera
    userb userc userd usere userf venue verba verbb verbc version volume volumes web-of-science-categories
    web-of-science-index xdata xref year yeardivision zbl zblnumber
    """.split()
).union(COMMON, *USED.values(), PEOPLE, OTHER_PEOPLE, DATES, ADDRESSES, NOTES)
"""Every field that BibLaTeX, BibTeX's styles, or the programs that export bibliographies write."""

INHERITED_NOWHERE = frozenset(
    "ids crossref xref xdata entryset entrysubtype execute label options presort related relatedoptions relatedstring "
    "relatedtype shorthand shorthandintro sortkey".split()
)
_TITLES = frozenset("shorttitle sorttitle indextitle indexsorttitle".split())
_TITLE_FIELDS = ("title", "subtitle", "titleaddon")
_RULES = (
    ("mvbook", "book inbook bookinbook suppbook", "main"),
    ("mvcollection mvreference", "collection reference incollection inreference suppcollection", "main"),
    ("mvproceedings", "proceedings inproceedings", "main"),
    ("book", "inbook bookinbook suppbook", "book"),
    ("collection reference", "incollection inreference suppcollection", "book"),
    ("proceedings", "inproceedings conference", "book"),
    ("periodical", "article suppperiodical review", "journal"),
)
_PREFIXES = {
    (parent, child): prefix for parents, children, prefix in _RULES for parent in parents.split()
    for child in children.split()
}  # fmt: skip


def inherited_as(parent: str, child: str, field: str) -> tuple[str, ...]:
    """Return the fields of a child that a parent's field becomes, by their types: Biber's default rules.

    https://ctan.org/pkg/biblatex, appendix B.
    """
    if field in INHERITED_NOWHERE:
        return ()
    if field == "author" and parent in ("mvbook", "book") and child in ("inbook", "bookinbook", "suppbook"):
        return "author", "bookauthor"
    prefix = _PREFIXES.get((parent, child))
    if prefix and field in _TITLES:
        return ()
    return (f"{prefix}{field}",) if prefix and field in _TITLE_FIELDS else (field,)


CHOICES = {
    "voice": tuple(voice.value for voice in Voice),
    "readat": tuple(place.value for place in ReadAt),
}
"""The fields whose value is one of a closed list."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The strings that BibTeX itself defines."""


# LaTeX in bibliography fields: decoded to plain text or to text with markup, and encoded again.


TRIGGERS = re.compile(r"[\\{}$~`]|--|''")
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "G": "\u030f", "U": "\u030e", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331", "t": "\u0361", "textcommabelow": "\u0326",
}  # fmt: skip
MATH_ACCENTS = {
    "grave": "\u0300", "acute": "\u0301", "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303",
    "widetilde": "\u0303", "bar": "\u0304", "overline": "\u0305", "breve": "\u0306", "dot": "\u0307",
    "ddot": "\u0308", "check": "\u030c", "vec": "\u20d7",
}  # fmt: skip
SYMBOLS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
    "NG": "Ŋ", "S": "§", "P": "¶", "pounds": "£", "copyright": "©", "dag": "†", "ddag": "‡", "dots": "…",
    "ldots": "…", "textellipsis": "…", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^",
    "textdollar": "$", "textunderscore": "_", "textbraceleft": "{", "textbraceright": "}", "textendash": "–",
    "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": '"', "guillemotleft": "«",
    "guillemotright": "»", "guillemetleft": "«", "guillemetright": "»", "textregistered": "®", "texttrademark": "™",
    "textdegree": "°", "degree": "°", "texteuro": "€", "euro": "€", "EUR": "€", "textsection": "§",
    "textparagraph": "¶", "textbullet": "•", "textgreater": ">", "textless": "<", "textbar": "|", "textasciigrave": "`",
    "quotedblbase": "„", "quotesinglbase": "‚", "guilsinglleft": "‹", "guilsinglright": "›", "glqq": "„",
    "grqq": "“", "flqq": "«", "frqq": "»", "slash": "/", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "LaTeXe": "LaTeX2ε", "XeTeX": "XeTeX",
    "XeLaTeX": "XeLaTeX", "LuaTeX": "LuaTeX", "LuaLaTeX": "LuaLaTeX",
    "pdfTeX": "pdfTeX", "pdfLaTeX": "pdfLaTeX", "ConTeXt": "ConTeXt",
    "newline": " ", "quad": " ", "qquad": " ", "space": " ", "relax": "",
    "null": "", "textinterrobang": "‽", "textinterrobangdown": "⸘", "textexclamdown": "¡", "textquestiondown": "¿",
    "protect": "", "ignorespaces": "", "allowbreak": "", "linebreak": " ", "break": " ", "par": " ", "noindent": "",
    "addspace": " ", "addnbspace": "\u00a0", "addthinspace": "\u2009", "addcomma": ",", "adddot": ".", "addcolon": ":",
    "addsemicolon": ";", "psq": "f.", "psqq": "ff.",
    "isdot": "", "textnumero": "№", "No": "№", "hyp": "-", "hyphen": "-", "nobreakdash": "",
    "autocap": "", "autolang": "", "selectlanguage": "", "textperiodcentered": "·", "sim": "~",
    "infty": "∞", "times": "×", "rightarrow": "→", "leftarrow": "←", "to": "→", "circ": "°", "prime": "′",
    "cdot": "·", "cdots": "⋯", "pm": "±", "mp": "∓", "le": "≤", "ge": "≥", "ne": "≠", "in": "∈", "ell": "ℓ",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "textmu": "µ", "micro": "µ", "lbrace": "{", "rbrace": "}", "mid": "|", "vert": "|",
    "langle": "⟨", "rangle": "⟩", "log": "log", "ln": "ln", "exp": "exp", "sin": "sin", "cos": "cos", "lim": "lim",
    "max": "max", "min": "min", "det": "det", "dim": "dim", "gcd": "gcd", "ker": "ker", "deg": "deg", "tan": "tan",
}  # fmt: skip
ITALIC, UPRIGHT = "\ufdd0", "\ufdd1"
BOLD, LIGHT = "\ufdd2", "\ufdd3"
SUPER, BEHIND_SUPER = "\ufdd4", "\ufdd5"
SUB, BEHIND_SUB = "\ufdd6", "\ufdd7"
CASED, UNCASED = "\ufdd8", "\ufdd9"
SMALL, LARGE = "\ufdda", "\ufddb"
TAGS = {
    ITALIC: "<i>", UPRIGHT: "</i>", BOLD: "<b>", LIGHT: "</b>", SUPER: "<sup>", BEHIND_SUPER: "</sup>",
    SUB: "<sub>", BEHIND_SUB: "</sub>", CASED: '<span class="nocase">', UNCASED: "</span>",
    SMALL: '<span style="font-variant:small-caps;">', LARGE: "</span>",
}  # fmt: skip
"""The markers of markup, which no text holds, with the tags of CSL-JSON."""
_AROUND = {
    "emph textit textsl mkbibemph mkbibitalic it em itshape slshape sl mathit": (ITALIC, UPRIGHT),
    "textbf mkbibbold bf bfseries mathbf boldsymbol pmb bm": (BOLD, LIGHT),
    "textsuperscript mkbibsuperscript sp": (SUPER, BEHIND_SUPER),
    "textsubscript mkbibsubscript sb": (SUB, BEHIND_SUB),
    "textsc scshape sc": (SMALL, LARGE),
    "enquote mkbibquote": ("“", "”"),
    "enquote*": ("‘", "’"),
    "mkbibparens": ("(", ")"),
    "mkbibbrackets": ("[", "]"),
    "sqrt": ("√", ""),
    "bibstring textrm textsf texttt textup textnormal textmd mbox hbox underline url path nolinkurl rm sf tt rmfamily "
    "sffamily ttfamily normalfont upshape mathrm mathsf mathtt mathcal mathbb mathfrak mathscr text ensuremath "
    "operatorname uppercase MakeUppercase lowercase foreignquote textquote unit si num ce natexlab mkbibacro acro "
    "selectfont small large Large footnotesize scriptsize tiny normalsize left right big Big bigl bigr displaystyle "
    "textstyle mathop mathord": ("", ""),
}
MARKUP = {name: around for names, around in _AROUND.items() for name in names.split()}
"""The commands that mark up their argument, or the rest of their group, with what stands around it."""
DECLARATIONS = frozenset("it em itshape slshape sl bf bfseries scshape sc".split())
"""Those that mark up the rest of their group."""
DROPPED = frozenset(
    "noopsort noop SortNoop sortnoop NOOPSORT hspace vspace label index textcolor color href hyperref foreignlanguage "
    "textlang switchargs phantom hphantom vphantom".split()
)
"""The commands whose first argument is not printed: where a work is sorted, a colour, the target of a link."""
SIGNS = {"\\": " ", ",": "\u2009", "/": "", "-": "", "@": "", ":": "\u2009", ";": " ", "!": "", "(": "", ")": "",
         "\n": " ", "\t": " "}  # fmt: skip
LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”", "~": "\u00a0", "`": "‘"}
SPACE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]+")
SPACE_AMONG_MARKERS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
MARKERS = re.compile("[\ufdd0-\ufddb]")
NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
NESTED = 5
"""How deep markup without text is looked for, and how many accents a letter may have."""
EMPTY_MARKUP = re.compile("[\ufdd0\ufdd2\ufdd4\ufdd6\ufdd8\ufdda][\ufdd1\ufdd3\ufdd5\ufdd7\ufdd9\ufddb]")
# Possessive, so that dollars that never pair take no longer than others.
MATHS = re.compile(r"(?<!\\)\$(?:([^$\\^_]*+[\\^_](?:[^$\\]|\\.)*+)|([A-Za-z(|][^$\s\\]{0,40}+))(?<!\\)\$", re.DOTALL)
SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
RAISED = re.compile(f"{SUPER}([^{SUPER}{BEHIND_SUPER}]*){BEHIND_SUPER}")
LOWERED = re.compile(f"{SUB}([^{SUB}{BEHIND_SUB}]*){BEHIND_SUB}")
DISPLAYED = re.compile(r"\\\(((?:[^\\]|\\[^()])*+)\\\)|\\\[((?:[^\\]|\\[^\[\]])*+)\\\]|\$\$([^$]*+)\$\$", re.DOTALL)
"""Mathematics in the other signs of LaTeX."""
MATH_DASH = str.maketrans("-", "−")
OPERATOR = re.compile(r"[+*/=<>−-]|\\(?:pm|mp|cdot|times)(?![A-Za-z])")
SINGLE = re.compile(r"\s*+(?:[0-9.]++|\w|\\[A-Za-z]++)(?:[_^](?:\w|\{[^{}]*+\}))*+\s*+")
"""What stands in a fraction or below a root without brackets: a number, or a letter with its index."""
ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
ROOT_INDEX = re.compile(r"\s*\[([^\[\]{}]*+)\]")
COMMAND = re.compile(r"\\(?:[A-Za-z]++|.)", re.DOTALL)
FRACTIONS = ("frac", "dfrac", "tfrac", "nicefrac")
TEXTS = ("text", "mbox", "hbox", "textrm", "textup", "textnormal")
"""Commands whose argument is text amid mathematics, with its spaces."""
TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]+\*?)[ \t\n]*|\\(?P<sign>.)|(?P<brace>[{}])|(?P<math>\$)|---?|``|''|~|[^\\{}~`'$-]+|.",
    re.DOTALL,
)
MATH_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]+)\s*|\\(?P<sign>.)|(?P<brace>[{}])|(?P<script>[\^_])|[^\\{}\^_]|.", re.DOTALL
)
SCRIPTS = {"^": (SUPER, BEHIND_SUPER), "_": (SUB, BEHIND_SUB)}


class Decoded(NamedTuple):
    """A field without LaTeX, in one line."""

    plain: str
    markup: str
    """The same with the tags of CSL-JSON; as plain where it has none."""
    unknown: list[str]
    """The commands in it that nobody knows, kept as written."""


def decode_latex(text: str) -> tuple[str, list[str]]:
    """The text without LaTeX, in one line, and the commands in it that nobody knows, kept as written."""
    plain, _, unknown = decode_with_markup(text)
    return plain, unknown


def decode_with_markup(text: str) -> Decoded:
    """The text without LaTeX, plain and with markup."""
    if not TRIGGERS.search(text):
        plain = one_line(text)
        return Decoded(plain, plain, [])
    decoder = _Decoder()
    decoder.run(NONCHARACTERS.sub("", text))
    marked = " ".join(part for part in SPACE_AMONG_MARKERS.split("".join(decoder.out)) if part)
    if not MARKERS.search(marked):
        return Decoded(marked, marked, decoder.unknown)
    for _ in range(NESTED):
        marked = EMPTY_MARKUP.sub("", marked)
    return Decoded(one_line(_plain(marked)), one_line(_tagged(marked)), decoder.unknown)


def _plain(marked: str) -> str:
    """The text without markup: raised and lowered digits are characters of their own."""
    marked = RAISED.sub(lambda found: _shifted(found[1], SUPERSCRIPTS, "^"), marked)
    marked = LOWERED.sub(lambda found: _shifted(found[1], SUBSCRIPTS, "_"), marked)
    return MARKERS.sub("", marked)


def _shifted(text: str, signs: dict[int, int], script: str) -> str:
    plain = MARKERS.sub("", text).replace("−", "-")
    if all(ord(char) in signs for char in plain):
        return plain.translate(signs)
    # 4th and CO2eq read well without a mark; ex-1 for a power does not.
    return f"{script}({plain})" if OPERATOR.search(plain) else plain


def _tagged(marked: str) -> str:
    return MARKERS.sub(lambda marker: TAGS[marker[0]], marked)


class _Decoder:
    """The state between two tokens: the accents that wait for their letter, the command that waits for its brace."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.unknown: list[str] = []
        self.accents: list[str] = []
        self.around: tuple[str, str] | None = None
        self.closers: list[str] = []
        self.cased = 0
        self.quoted = 0
        self.depth = 0

    def run(self, text: str) -> None:
        """Take all tokens of a text."""
        at = 0
        while token := TOKEN.match(text, at):
            at = token.end()
            if token[0] in ("\\(", "\\[", "$") and (displayed := DISPLAYED.match(text, token.start())):
                self.math(displayed[1] or displayed[2] or displayed[3] or "")
                at = displayed.end()
            elif token["math"] and (maths := MATHS.match(text, token.start())):
                self.math(maths[1] or maths[2])
                at = maths.end()
            elif token["word"] in DROPPED:
                at = _behind_argument(text, at)
                self.around = "", ""
            elif token["brace"] == "{":
                self.open(special=text.startswith("\\", at))
            elif token[0] == "'" and self.quoted and not text[at : at + 1].isalnum():
                self.quoted -= 1
                self.put("’")
            else:
                self.take(token)

    def take(self, token: re.Match[str]) -> None:
        """Take a token of text."""
        word, sign = token["word"], token["sign"]
        if (word or sign) in ACCENTS:
            self.accent(ACCENTS[word or sign])
        elif word:
            self.command(word, token[0])
        elif sign:
            self.put(SIGNS.get(sign, sign))
        elif token["brace"]:
            self.close()
        else:
            self.quoted += token[0] == "`"
            self.put(LIGATURES.get(token[0], token[0]))

    def command(self, word: str, written: str) -> None:
        """Take a command that is not an accent."""
        if word in MARKUP:
            before, after = MARKUP[word]
            if word in DECLARATIONS and self.closers and after not in self.closers[-1]:
                self.out.append(before)
                self.closers[-1] = after + self.closers[-1]
            elif word not in DECLARATIONS:
                self.around = before, after
        elif (symbol := SYMBOLS.get(word)) is not None or (symbol := _symbol(word)):
            self.put(symbol)
        else:
            self.unknown.append(f"\\{word}")
            self.put(written)
            self.around = "", ""

    def accent(self, combining: str) -> None:
        """Keep an accent for the next letter."""
        if len(self.accents) < NESTED:
            self.accents.append(combining)

    def open(self, *, special: bool) -> None:
        """Open a group: the argument of a command, or one whose case is kept."""
        before, after = "", ""
        if self.around is not None:
            before, after = self.around
        elif not self.accents and not self.cased and not special:
            before, after = CASED, UNCASED
            self.cased += 1
        self.around = None
        if before:
            self.out.append(before)
        self.closers.append(after)

    def close(self) -> None:
        """Close a group; accents that found no letter in it stand alone."""
        self.accents.clear()
        if self.closers:
            after = self.closers.pop()
            self.cased -= UNCASED in after
            self.out.append(after)

    def put(self, written: str) -> None:
        """Write text, its first letter under the accents that wait for it."""
        if self.accents and written:
            # LaTeX puts the accent of i on its dotless form.
            first = {"ı": "i", "ȷ": "j"}.get(written[0], written[0])
            written = unicodedata.normalize("NFC", first + "".join(reversed(self.accents))) + written[1:]
            self.accents.clear()
        self.around = None
        self.out.append(written)

    def math(self, text: str) -> None:
        """Write mathematics: its symbols, what stands above and below; its spaces are for those who write it."""
        script: tuple[str, str] | None = None
        at = 0
        while token := MATH_TOKEN.match(text, at):
            at = token.end()
            if token["script"]:
                script = SCRIPTS[token["script"]]
                continue
            word, brace = token["word"], token["brace"]
            if brace == "{":
                around = script or self.around or ("", "")
                self.around = script = None
                self.out.append(around[0])
                self.closers.append(around[1])
                continue
            if brace:
                self.close()
                continue
            if script:
                self.out.append(script[0])
            if word in (*FRACTIONS, *TEXTS, "sqrt") and self.depth < NESTED:
                at = self.construct(word, text, at)
            elif word in FRACTIONS:
                self.around = "", "/"
            elif word in MATH_ACCENTS:
                self.accent(MATH_ACCENTS[word])
            elif word:
                self.command(word, token[0])
            elif token["sign"]:
                self.put({",": "", ";": "", ":": "", "!": "", " ": " "}.get(token["sign"], token["sign"]))
            elif not token[0].isspace():
                self.put(token[0].translate(MATH_DASH))
            if script:
                self.out.append(script[1])
                script = None

    def construct(self, word: str, text: str, at: int) -> int:
        """Write a fraction, a root, or text amid mathematics, whose arguments begin at an offset; return their end."""
        self.depth += 1
        self.around = None
        if word in TEXTS:
            end = _behind_argument(text, at)
            self.run(_inside(text[at:end]))
        elif word == "sqrt":
            index = ROOT_INDEX.match(text, at)
            at = index.end() if index else at
            number = index[1].strip() if index else ""
            self.put(ROOTS.get(number) or f"{SUPER}{number}{BEHIND_SUPER}√")
            end = _behind_argument(text, at)
            self.math(_bracketed(text[at:end], SINGLE.fullmatch))
        else:
            middle = _behind_argument(text, at)
            end = _behind_argument(text, middle)
            self.math(_bracketed(text[at:middle], lambda above: not OPERATOR.search(above)))
            self.put("/")
            self.math(_bracketed(text[middle:end], SINGLE.fullmatch))
        self.depth -= 1
        return end


def _inside(argument: str) -> str:
    return argument[1:-1] if argument.startswith("{") and argument.endswith("}") else argument


def _bracketed(argument: str, plainly: Callable[[str], object]) -> str:
    """An argument, in brackets unless it can be understood without."""
    inside = _inside(argument)
    return inside if plainly(inside) else f"({inside})"


def _behind_argument(text: str, at: int) -> int:
    """Where the argument ends that stands at an offset: a group, a command or a letter."""
    while text[at : at + 1].isspace():
        at += 1
    if command := COMMAND.match(text, at):
        return command.end()
    if not text.startswith("{", at):
        return min(at + 1, len(text))
    depth = 0
    for brace in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, at):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.end()
    return len(text)


@cache
def _symbols() -> dict[str, str]:
    """The commands that stand for one character, as pylatexenc knows them."""
    # It takes time to import, which files without such commands do not have to spend.
    from pylatexenc.latexencode import get_builtin_uni2latex_dict  # type: ignore[import-untyped]

    names: dict[str, str] = {}
    for code, written in get_builtin_uni2latex_dict().items():
        if command := re.fullmatch(r"\\(?:ensuremath\{\\)?([A-Za-z]+)\}?", written):
            names.setdefault(command[1], chr(code))
    return names


def _symbol(word: str) -> str:
    return _symbols().get(word, "")


def one_line(text: str) -> str:
    """The text with its line ends, tabs and control characters as single spaces, none at its ends."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(part for part in SPACE.split(text) if part)


def encode(text: str) -> str:
    """The text so that ``decode_latex`` gives it back: for any text in one line that is in Unicode's NFC."""
    escaped = re.sub(r"[\\{}$~`%&#_^]", lambda match: ESCAPES[match[0]], text)
    return re.sub(r"-(?=-)|'(?=')", lambda match: match[0] + "{}", escaped)


ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "~": r"\textasciitilde{}",
    "`": r"\textasciigrave{}",
    "^": r"\textasciicircum{}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
}
"""By name, or behind a backslash: braces that are not balanced would end the field."""


# Names in bibliography fields: `Lee, Sang Joon and {The Asan Institute}`, `family=Berg, given=Ada, prefix=van`.


ACCENT = re.compile(
    r"\{\\(?P<a>[`'^~=.\"]|[uvHcdkbrt](?![A-Za-z]))\s*(?:\{(?P<b>\\?[A-Za-z])\}|(?P<c>\\[ij](?![A-Za-z])|[A-Za-z]))\s*\}"
    r"|\\(?P<d>[`'^~=.\"]|[uvHcdkbrt](?![A-Za-z]))\s*(?:\{(?P<e>\\?[A-Za-z])\}|(?P<f>\\[ij](?![A-Za-z])|[A-Za-z]))"
)
"""An accent with its letter, in braces or not."""
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
BACKSLASH = "\ue05c"
VEILED = {char: chr(0xE000 + ord(char)) for char in "~,{}\"'`^=&%#$_-. \n\t\\"}
UNVEILED = str.maketrans({BACKSLASH: "\\", **{veiled: char for char, veiled in VEILED.items() if char != "\\"}})
AND = re.compile(r"\sand\s", re.IGNORECASE)
XDATA_VALUE = re.compile(
    r"xdata\s*=\s*(?P<key>[^\s{},=]+?)-(?P<field>[a-z]+)(?:-(?P<number>[1-9][0-9]{0,3}))?", re.IGNORECASE
)
"""A reference to a single value of an ``@xdata``: its key, a field, and in a list the number of the entry."""
XDATA_MARK = re.compile(r"xdata\s*=\s*[^\s{},=#\"]+", re.IGNORECASE)
"""A text that is meant as one."""
EXTENDED = re.compile(r'[\s"]*+[a-z]++(?:-i)?+\s*+=', re.IGNORECASE)
SEPARATOR = re.compile(r";\s|\s" + f"{BACKSLASH}(?:\ue026|&)" + r"\s|\s&\s")
"""What some put between names instead of ' and '."""
DIVIDING = re.compile(f";|{BACKSLASH}[\ue026&]|&")
BRACES = re.compile(r"\{[^{}]*\}")
TRAILING = re.compile(r"\sand\Z", re.IGNORECASE)


class ReadNames(NamedTuple):
    """The people of a field."""

    names: tuple[Name, ...]
    """In order; one that cannot be divided stands as it is written."""
    unknown: list[str]
    """The LaTeX commands in them that nobody knows."""
    faults: list[str]
    """What is wrong with them."""


class OriginalsError(ValueError):
    """Names in their own script that are not as many as the names."""


def read_names(text: str, *, originals: str = "", family_first: bool = False) -> ReadNames:
    """The people of a field, in order, and what is wrong with them.

    A name in braces of its own is a body and stays whole. ``originals`` gives the names in their own
    script, as many and in the same order.

    Raises:
        OriginalsError: where the originals are not as many as the names.
    """
    reader = _Reader(family_first)
    scripts = [reader.plain(name) for name in split_multiple_persons_names(_veiled(originals))]
    text = text.rstrip()
    if TRAILING.search(text):
        reader.faults.append("a name is missing behind the last 'and', expected one, or 'and others'")
        text = TRAILING.sub("", text)
    written = names_in(text, veiled=True)
    if scripts and len(scripts) != len(written):
        raise OriginalsError(f"{len(scripts)} in their own script for {len(written)} authors, expected as many")
    found = [reader.name(*pair) for pair in zip(written, scripts or [""] * len(written), strict=True)]
    return ReadNames(tuple(name for name in found if name), reader.unknown, reader.faults)


def names_in(text: str, *, veiled: bool = False) -> list[str]:
    """The entries of a list of names, as BibLaTeX joins them by ' and '; what stands in braces is one.

    Commands are left as they are, or ``veiled`` by characters that no parser takes for a part of a name.
    """
    names = [name.strip() for name in split_multiple_persons_names(_veiled(text)) if name.strip()]
    return names if veiled or "\\" not in text else [_unveiled(name) for name in names]


def joined(entries: tuple[str, ...]) -> str:
    """A list in words: ``A, B and C``, or ``A; B and C`` where the second is one name."""
    if any(AND.search(entry) for entry in entries):
        return "; ".join(entries)
    *others, last = entries
    return f"{', '.join(others)} and {last}" if others else last


class _Reader:
    """Reads the names of one field."""

    def __init__(self, family_first: bool) -> None:
        self.family_first = family_first
        self.unknown: list[str] = []
        self.faults: list[str] = []

    def plain(self, text: str) -> str:
        decoded, strange = decode_latex(_unveiled(text))
        self.unknown.extend(strange)
        return decoded

    def name(self, written: str, original: str) -> Name | None:
        if written.lower() == "others":
            return OTHERS
        if XDATA_MARK.fullmatch(written):
            return Name(literal=written)
        if EXTENDED.match(written):
            return self._extended(written, original)
        if " " in written and (sign := SEPARATOR.search(BRACES.sub("", written))) and "and" not in written.split():
            fixed = " and ".join(part.strip() for part in DIVIDING.split(written))
            shown = "&" if "&" in self.plain(sign[0]) else ";"
            body = f", or {{{{{written}}}}} for one body" if shown == "&" else ""
            self._fault(written, f"'{shown}' between names", f"{{{fixed}}}{body}")
            return Name(literal=self.plain(written), original=original)
        try:
            parts = parse_single_name_into_parts(written, strict=True)
        except InvalidNameError as error:
            self._fault(written, _reason(error.reason), "")
            return Name(literal=self.plain(written), original=original) if self.plain(written).strip(", ") else None
        if whole := _body(written):
            return Name(literal=self.plain(whole), original=original)
        family = self.plain(" ".join([*parts.von, *parts.last]))
        given, suffix = self.plain(" ".join(parts.first)), self.plain(" ".join(parts.jr))
        if not (family or given):
            return None
        return Name(family, given, family_first=self.family_first, original=original, suffix=suffix)

    def _fault(self, written: str, reason: str, fixed: str) -> None:
        expected = _unveiled(fixed) or "'Family, Given'"
        self.faults.append(f"'{self.plain(written)}' is not a name: {reason}, expected {expected}")

    def _extended(self, written: str, original: str) -> Name | None:
        """A name whose parts are named, as Biber and Better BibTeX write it; None where it only sets options."""
        found: dict[str, str] = {}
        for part in _at_commas(written):
            name, equals, value = (each.strip(' \t\n"') for each in part.partition("="))
            if not equals:
                self._fault(written, f"no '=' in '{self.plain(part.strip())}'", "{family=Berg, given=Ada}")
                return Name(literal=self.plain(written), original=original)
            found[name.lower()] = self.plain(_body(value) or value)
        if not found.get("family") and not found.get("given"):
            return None
        family = " ".join(filter(None, (found.get("prefix"), found.get("family"))))
        return Name(
            family, found.get("given", ""), family_first=self.family_first, original=original,
            suffix=found.get("suffix", ""),
        )  # fmt: skip


def _veiled(text: str) -> str:
    """The text with its accents as letters, and with commands that no parser takes for spaces, commas or braces."""
    if "\\" not in text:
        return text
    return ESCAPED.sub(_veil, ACCENT.sub(_accented, text))


def _accented(found: re.Match[str]) -> str:
    accent = found["a"] or found["d"]
    letter = (found["b"] or found["c"] or found["e"] or found["f"]).lstrip("\\")
    return unicodedata.normalize("NFC", letter + ACCENTS[accent])


def _veil(found: re.Match[str]) -> str:
    return BACKSLASH + VEILED.get(found[1], found[1])


def _unveiled(text: str) -> str:
    return text.translate(UNVEILED)


def _at_commas(text: str) -> list[str]:
    """A text at its commas; those in braces divide nothing."""
    parts, depth, start = [], 0, 0
    for found in re.finditer(r"[{},]", text):
        depth += {"{": 1, "}": -1, ",": 0}[found[0]]
        if found[0] == "," and depth <= 0:
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]


def _reason(said: str) -> str:
    """Why bibtexparser can't read a name, in our words."""
    if "comma" in said.lower():
        return "too many commas" if "many" in said else "nothing after the comma"
    return "braces that do not match" if "brace" in said else "it can't be divided"


def _body(name: str) -> str:
    """What stands in the braces where one pair of them holds the whole name."""
    if not (name.startswith("{") and name.endswith("}")):
        return ""
    depth = 0
    for at, char in enumerate(name):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return name[1:-1] if at == len(name) - 1 else ""
    return ""
