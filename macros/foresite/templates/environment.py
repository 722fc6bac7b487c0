"""The Jinja environment of the generator's own templates.

No text of a page is ever a template, and what a page may call is checked before it comes here
(``foresite.reading.calls``), so there is nothing for a sandbox to hold back.
"""

from __future__ import annotations

from types import CodeType

from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined
from jinja2.bccache import Bucket


def environment(loader: BaseLoader) -> Environment:
    """Return an environment whose templates escape all that they are given; a name that is missing is an error."""
    return Environment(
        loader=loader,
        bytecode_cache=MemoryCache(),
        undefined=StrictUndefined,
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class MemoryCache(BytecodeCache):
    """Keeps compiled templates by their text, for as long as the process runs: a preview builds again and again."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled of the same text."""
        bucket.code = _CODE.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        _CODE[bucket.key, bucket.checksum] = bucket.code


_CODE: dict[tuple[str, str], CodeType | None] = {}
