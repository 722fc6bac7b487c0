"""What a reader wants to know of a work before opening it, and the citations that views make themselves."""

from __future__ import annotations

from foresite.model import Citation, CitedWork, Claim, Correction, Event, Reference


def at_paragraph(record: Claim | Correction) -> Citation:
    """The brief that the record is about, with the paragraph: ``(Rivera 2025, ¶7)``."""
    locator = str(record.at).removeprefix("¶")
    return Citation((CitedWork(record.brief, label="paragraph", locator=locator),))


def of_sources(event: Event) -> Citation:
    """The sources of an event as one group."""
    return Citation(tuple(CitedWork(key) for key in event.sources))


def of_work(key: str) -> Citation:
    """A work by itself."""
    return Citation((CitedWork(key),))


def title(reference: Reference) -> str:
    """The work's title with its subtitle."""
    parts = (reference.fields.get("title", ""), reference.fields.get("subtitle", ""))
    return ": ".join(part for part in parts if part)


def short_name(reference: Reference) -> str:
    """Author and year in plain text, or the title where nobody signed it: ``Rivera 2025``."""
    people = reference.authors or reference.editors
    names = [name.literal or name.family or name.given for name in people]
    who = f"{names[0]} et al." if len(names) > 3 else " and ".join(names)
    who = who or reference.fields.get("institution", "") or title(reference) or reference.key
    return f"{who} {reference.date.first.year}" if reference.date else who


def address(reference: Reference) -> str:
    """Where the work is to be found: its DOI, else its URL if a browser may follow it, else nothing."""
    doi, url = reference.fields.get("doi", ""), reference.fields.get("url", "")
    if doi:
        return f"https://doi.org/{doi.removeprefix('https://doi.org/')}"
    return url if url.lower().startswith(("https://", "http://", "mailto:")) else ""
