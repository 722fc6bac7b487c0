"""The pictures of a document: those of the docs folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname


def pictures(folder: Path) -> Any:
    """What WeasyPrint fetches with: files of a folder, nothing else of this machine, and nothing of others."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Pictures(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                # The picture itself, such as a drawn diagram.
                return super().fetch(url, headers)
            parts = urlsplit(url)
            path = Path(url2pathname(parts.path)).resolve()
            if parts.scheme != "file" or not path.is_relative_to(folder.resolve()):
                raise ValueError("only pictures of the docs folder are printed")
            return URLFetcherResponse(url, path.read_bytes())

    return Pictures()
