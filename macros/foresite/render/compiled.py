"""Keep compiled templates, by their text: while a process runs, for the one that forked it, and for the next build."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

Key = tuple[str, str]
"""The template's name and file, and its text, each as a digest."""
Packed = tuple[Mapping[Key, bytes], ...]
"""Compiled templates as bytes, of each of ``KINDS``; only this interpreter can read them."""


class CompiledTemplates(BytecodeCache):
    """Compiled templates of environments that compile alike."""

    def __init__(self) -> None:
        self._codes: dict[Key, CodeType] = {}
        self._packed: dict[Key, bytes] = {}
        self._new: set[Key] = set()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Set the code of a template, if its text was compiled before."""
        key = bucket.key, bucket.checksum
        if key not in self._codes and key in self._packed:
            self._codes[key] = marshal.loads(self._packed[key])
        bucket.code = self._codes.get(key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code:
            key = bucket.key, bucket.checksum
            self._codes[key] = bucket.code
            self._new.add(key)

    def add(self, packed: Mapping[Key, bytes]) -> None:
        """Add templates that another process compiled, which has to be trusted."""
        self._packed.update(packed)

    def pack(self) -> Mapping[Key, bytes]:
        """Return all templates as bytes."""
        return self._packed | {key: marshal.dumps(self._codes[key]) for key in self._codes.keys() - self._packed.keys()}

    def take_new(self) -> Mapping[Key, bytes]:
        """Return the templates that this process compiled since the last call, as bytes."""
        new, self._new = self._new, set()
        return {key: marshal.dumps(self._codes[key]) for key in new}


PLAIN, SANDBOXED, MARKED = KINDS = CompiledTemplates(), CompiledTemplates(), CompiledTemplates()
"""Those of this process, which may build again and again: of our environments, of those in a sandbox, and of a host's.

The last hold a mark that is a secret of this process and of those that it forks.
"""
LASTING = (PLAIN, SANDBOXED)
"""Those that the next process can use."""


def add_compiled(packed: Packed) -> None:
    """Add templates that another process compiled, which has to be trusted."""
    for kind, templates in zip(KINDS, packed, strict=False):
        kind.add(templates)


def pack_compiled() -> Packed:
    """Return the compiled templates that can be stored, as bytes."""
    return tuple(kind.pack() for kind in LASTING)


def take_new_compiled() -> Packed:
    """Return what this process compiled since the last call; nothing where there is none."""
    new = tuple(kind.take_new() for kind in KINDS)
    return new if any(new) else ()
