"""Find and remove what addresses carry to watch readers, and recognise AMP versions of pages."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_(?:campaign|kwd|source|medium|content)|hsa_\w+|oly_(?:anon|enc)_id|"
    r"(?:fb|g|dc|y|tw|tt|yad)clid|msclkid|wbraid|gbraid|li_fat_id|_openstat|gclsrc|igshid|igsh|mc_[ce]id|mkt_tok|vero_id|"
    r"_hsenc|_hsmi|_ga|_gl|__twitter_impression|guce_referrer(?:_sig)?|srsltid",
    re.IGNORECASE,
)
"""Parameters that tell a host where its readers come from; none of them changes what it sends."""
SEPARATOR = re.compile(r"(\\?&(?:amp;)?)")
"""What divides parameters, also as LaTeX or HTML writes it."""
AMP = re.compile(r"(?:^|[/.])amp(?:$|[/.])", re.IGNORECASE)
AMP_HOST = re.compile(r"amp\.|.*\.cdn\.ampproject\.org$", re.IGNORECASE)


def without_tracking(address: str) -> str:
    """Return the address without tracking parameters; everything else stays as it is typed."""
    base, hash, fragment = re.split(r"(\\?#)", address, maxsplit=1) if "#" in address else (address, "", "")
    head, mark, query = base.partition("?")
    if mark and (kept := _kept(query)) != query:
        base = f"{head}?{kept}" if kept else head
    if fragment and not _kept(fragment):
        hash = fragment = ""
    return f"{base}{hash}{fragment}"


def tracking_parameters(address: str) -> tuple[str, ...]:
    """Return the names of the tracking parameters of an address, each once."""
    base, _, fragment = address.partition("#")
    parts = [*base.partition("?")[2].split("&"), *(() if _kept(fragment) else fragment.split("&"))]
    return tuple(dict.fromkeys(_name(part) for part in parts if _tracks(part)))


def is_amp(address: str) -> bool:
    """Return whether an address is that of the AMP version of a page: ``/amp/``, ``?amp=1``, or a host for them."""
    parts = urlsplit(address)
    parameters = (part.partition("=")[0].lower() for part in parts.query.split("&"))
    return bool(AMP.search(parts.path) or AMP_HOST.match(parts.hostname or "") or "amp" in parameters)


def _kept(query: str) -> str:
    """Return the parameters that do not track, with the separator that stood before each but the first."""
    first, *others = SEPARATOR.split(query)
    pairs = [("", first), *zip(others[::2], others[1::2], strict=True)]
    kept = [pair for pair in pairs if not _tracks(pair[1])]
    return "".join(part if not number else separator + part for number, (separator, part) in enumerate(kept))


def _tracks(parameter: str) -> bool:
    return bool(TRACKING.fullmatch(_name(parameter)))


def _name(parameter: str) -> str:
    return parameter.partition("=")[0].replace("\\", "")
