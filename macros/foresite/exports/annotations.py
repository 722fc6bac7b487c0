"""``data/annotations.jsonld``: claims and corrections as W3C Web Annotations of the briefs.

https://www.w3.org/TR/annotation-model/. The target is the brief: its address, or where it has none a URN
made of its ISBN or of its key. The place is a fragment selector, a phrase a text quote selector.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from foresite.exports.serialise import lines, permalink
from foresite.model.corpus import Corpus
from foresite.model.records import Claim, Correction, Reference
from foresite.views import references
from foresite.views.addresses import Addresses

PATH = "data/annotations.jsonld"


def annotations_jsonld(corpus: Corpus) -> str:
    """All claims and corrections as one collection; ``schemas/annotations.json`` describes the form."""
    settings = corpus.settings
    records: tuple[Claim | Correction, ...] = (*corpus.claims, *corpus.corrections)
    targets = {key: target_of(corpus, key) for key in dict.fromkeys(record.brief for record in records)}
    items = [_annotation(corpus, record, targets[record.brief]) for record in records]
    collection = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": Addresses.of(settings).url(PATH) or "annotations.jsonld",
        "type": "AnnotationCollection",
        "label": f"{settings.name}: annotations" if settings.name else "Annotations",
        **({"creator": {"name": settings.author}} if settings.author else {}),
        **({"rights": settings.licence} if settings.licence else {}),
        "total": len(items),
        "as:tag": _tags(corpus, records),
        "first": {"id": "#page", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }
    return lines(collection) + "\n"


def target_of(corpus: Corpus, key: str) -> str:
    """What stands for a brief: its address, else its ISBN, else a URN that its key always yields."""
    work = corpus.references.get(key)
    address = references.address(work) if work else ""
    if urlsplit(address).scheme.lower() in ("http", "https"):
        return address
    return urn_of(key, work)


def urn_of(key: str, work: Reference | None) -> str:
    """A URN for a brief: of its ISBN, else one that its key always yields."""
    isbn = "".join(letter for letter in (work.fields.get("isbn", "") if work else "") if letter.isalnum())
    return f"urn:isbn:{isbn}" if len(isbn) in (10, 13) else uuid5(NAMESPACE_URL, f"foresite:{key}").urn


def _tags(corpus: Corpus, records: Iterable[Claim | Correction]) -> list[dict[str, str]]:
    """The kinds and themes, each once: the annotations name them among their bodies."""
    kinds = sorted({record.kind for record in records})
    used = {theme for claim in corpus.claims for theme in claim.themes}
    themes = [theme for theme in corpus.themes if theme in used]
    return [
        *(_tag(_kind(kind), kind, "classifying") for kind in kinds),
        *(_tag(_theme(theme), corpus.settings.theme_label(theme), "tagging") for theme in themes),
    ]


def _tag(id: str, value: str, purpose: str) -> dict[str, str]:
    return {"id": id, "type": "TextualBody", "value": value, "purpose": purpose}


def _kind(kind: str) -> str:
    return f"#kind-{kind}"


def _theme(theme: str) -> str:
    return f"#theme-{quote(theme)}"


def _annotation(corpus: Corpus, record: Claim | Correction, target: str) -> dict[str, Any]:
    changed = corpus.history.records.get(record.id)
    quoted = record.quote if isinstance(record, Claim) else record.printed
    selectors = [{"type": "TextQuoteSelector", "exact": quoted}] if quoted else []
    return {
        "id": permalink(corpus, record, PATH),
        "type": "Annotation",
        "motivation": "describing" if isinstance(record, Claim) else "editing",
        **({"modified": f"{changed.isoformat()}T00:00:00Z"} if changed else {}),
        "body": _bodies(corpus, record),
        "target": {
            "type": "SpecificResource",
            "source": target,
            "selector": [*selectors, {"type": "FragmentSelector", "value": record.at.fragment}],
        },
    }


def _bodies(corpus: Corpus, record: Claim | Correction) -> list[dict[str, str] | str]:
    said = [record.title]
    if isinstance(record, Correction):
        said.append(f"Reading: {record.reading}")
    said.append(record.body.strip())
    text = {
        "type": "TextualBody",
        "value": "\n\n".join(part for part in said if part),
        "format": "text/markdown",
        "language": corpus.settings.content_language,
    }
    return [text, _kind(record.kind), *(map(_theme, record.themes) if isinstance(record, Claim) else ())]
