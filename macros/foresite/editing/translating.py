"""Write translations: skeletons to fill in, and digests that say what is in step."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from foresite.model.fields import KINDS
from foresite.parsing.markdown.scan import RawBlock
from foresite.parsing.translations import META, TRANSLATES, Overlay, SourcePage, needed

PAGE = "page"
"""What stands for the page's own prose among the ids of its blocks."""


def skeleton(original: str, path: str) -> str:
    """Return a translation of a page to fill in: all that is to be translated stands in comments."""
    source = SourcePage.of(original, path)
    lines = []
    if given := [name for name in META if source.value(name)]:
        lines += ["---", *(f"# {name}: {source.value(name)}" for name in given), "---", ""]
    outside = source.scan.outside.split("\n")[source.body_start :]
    blocks = {block.line: block for block in source.scan.blocks}
    prose: list[str] = []
    for number, line in enumerate(outside, source.body_start + 1):
        if block := blocks.get(number):
            lines += [*_comment(prose), *skeleton_block(source, block), ""]
            prose = []
        else:
            prose.append(line)
    lines += _comment(prose)
    return "\n".join(lines).strip("\n") + "\n"


def skeleton_block(source: SourcePage, block: RawBlock) -> list[str]:
    """Return the lines of a block to fill in."""
    fence = "/" * (len(source.lines[block.line - 1].strip()) - len(source.lines[block.line - 1].strip().lstrip("/")))
    lines = [f"{fence} {block.name} |", f"    id: {source.id(block)}"]
    for name, (start, end) in source.option_lines(block).items():
        if name in KINDS[block.name].fields and needed(KINDS[block.name].fields[name]):
            lines += [f"    # {line.strip()}" for line in source.lines[start - 1 : end - 1] if line.strip()]
    return [*lines, "", *_comment([block.title, "", *block.body.split("\n")])[:-1], fence]


def _comment(lines: list[str]) -> list[str]:
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    if not text.strip():
        return []
    # What ends a comment, or begins one in it, is spelt apart.
    shown = text.replace("-->", "-- >").replace("<!--", "<! --")
    return ["<!--", *shown.split("\n"), "-->", ""]


class _Skeletons(Overlay):
    def missing_block(self, block: RawBlock) -> list[str]:
        """Return a skeleton for a block that the translation lacks."""
        return skeleton_block(self.source, block)


def with_missing(original: str, path: str, translation: str, translation_path: str, tag: str) -> tuple[str, list[str]]:
    """Return a translation with skeletons of the blocks that it lacks, and the ids of these; nothing else changes."""
    overlay = _Skeletons(SourcePage.of(original, path), SourcePage.of(translation, translation_path), tag)
    usable = overlay.usable_blocks()
    added = [id for id in overlay.source.by_id if id not in usable]
    lines = [[line] for line in overlay.sibling.lines]
    headings = overlay.headings
    paired = [heading.level for heading in headings[0]] == [heading.level for heading in headings[1]]
    for at, inserted in overlay.insertions(usable, headings if paired else None):
        lines[min(at, len(lines)) - 1] += [line for line, _ in inserted]
    return "\n".join(line for group in lines for line in group).rstrip("\n") + "\n", added


def in_step(
    original: str, path: str, translation: str, translation_path: str, tag: str, ids: Collection[str] = ()
) -> tuple[str, list[str]]:
    """Return a translation with the digests of the original as it is now, and the ids of what got another one.

    Without ``ids``, all that is translated is said to be in step.
    """
    overlay = Overlay(SourcePage.of(original, path), SourcePage.of(translation, translation_path), tag)
    source, sibling = overlay.source, overlay.sibling
    lines = [[line] for line in sibling.lines]
    changed = []
    for id, block in overlay.usable_blocks().items():
        if (ids and id not in ids) or not (block.title or block.body):
            continue
        digest = source.digest(source.by_id[id])
        options = sibling.option_lines(block)
        start, end = options.get(TRANSLATES, (0, 0))
        new = f"    {TRANSLATES}: {digest}"
        if start and lines[start - 1] == [new]:
            continue
        changed.append(id)
        if start:
            lines[start - 1 : end - 1] = [[new], *[[]] * (end - start - 1)]
        else:
            lines[options["id"][0] - 1].append(new)
    if source.has_prose and sibling.has_prose and (not ids or PAGE in ids):
        new = f"{TRANSLATES}: {source.prose_digest}"
        end = sibling.front_lines[1]
        option = sibling.meta.get(TRANSLATES)
        if not option or sibling.lines[option.line - 1] != new:
            changed.append(PAGE)
            if option:
                lines[option.line - 1] = [new]
            elif sibling.body_start:
                lines[end - 1].insert(0, new)
            else:
                lines[0] = ["---", new, "---", "", *lines[0]]
    return "\n".join(_flat(lines)), changed


def _flat(lines: list[list[str]]) -> Iterator[str]:
    for group in lines:
        yield from group
