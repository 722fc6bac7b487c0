"""Korean words kept whole at the end of a line.

WeasyPrint overlooks ``word-break: keep-all`` and breaks between any two syllables, so each word with Hangul
in it stands in a ``span`` of the class ``w``, which the stylesheet does not let break.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

WORD = re.compile(r"(?<!\S)(?=\S*?[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3])\S+")


def keep_words(root: Element) -> None:
    """Put each word with Hangul into a span of its own, wherever it stands in the tree."""
    for element in list(root.iter()):
        if element.get("class") == "w" or not isinstance(element.tag, str) or "}svg" in element.tag:
            continue
        for child in list(element):
            if child.tail and WORD.search(child.tail):
                before, spans = _spans(child.tail)
                child.tail = before
                at = list(element).index(child) + 1
                element[at:at] = spans
        if element.text and WORD.search(element.text):
            before, spans = _spans(element.text)
            element.text = before
            element[:0] = spans


def _spans(text: str) -> tuple[str, list[Element]]:
    """The text before the first word with Hangul, and a span for each with what follows it."""
    spans: list[Element] = []
    words = list(WORD.finditer(text))
    for word, after in zip(words, [*words[1:], None], strict=True):
        span = Element("span", {"class": "w"})
        span.text = word[0]
        span.tail = text[word.end() : after.start() if after else len(text)]
        spans.append(span)
    return text[: words[0].start()], spans
