"""What the parsers of YAML say, in words for somebody who writes annotations.

PyYAML and libyaml each have their own words for the same mistakes; a test takes both lists from them, and finds each
of them here.
"""

from __future__ import annotations

import re

UNKNOWN = "something in it is not YAML"
"""What is said where a parser has words that nobody has seen yet."""
RESERVED = "a value starts with '{char}', which YAML reserves"
TAB = "there is a tab where YAML needs spaces"
REFERENCE = "'&', '*' or '!' at the start of a value means something else to YAML"
ESCAPE = "a backslash in double quotes that YAML does not know"
WORDS = (
    ("cannot start any token", RESERVED),
    ("a tab character", TAB),
    ("could not find expected ':'", "a line has no ': ' after its name"),
    ("mapping values are not allowed", "there is a second ': ' on the line"),
    ("mapping keys are not allowed", "a '?' at the start of a line means something else to YAML"),
    ("sequence entries are not allowed", "there is a '- ' where no list can begin"),
    ("',' or '\\]'", "a list has no closing ']'"),
    ("',' or '}'", "a mapping has no closing '}'"),
    ("expected key|<block end>|'-' indicator", "a line is indented differently from those it belongs to"),
    ("node content", "a value is missing or starts with a sign that YAML reserves"),
    ("unexpected end of stream", "a quotation mark is never closed"),
    ("unexpected document (indicator|separator)", "there is a line of '---' or '...' inside quotation marks"),
    ("escape|hexa?decimal", ESCAPE),
    ("undefined alias", "an alias refers to something that is not defined"),
    ("duplicate anchor", "an anchor is given twice"),
    ("indentation indicator|comment or (a )?line break|chomping", "'|' or '>' must be alone after the colon"),
    ("tag handle|tag URI|expected URI|'!'|'>'|URI escaped|alphabetic|whitespace|' ', but", REFERENCE),
    ("directive|version|incompatible YAML|digit|%", "a '%' at the start of a line means something else to YAML"),
    ("<document start>|document start", "a line is indented differently from those it belongs to"),
    ("unexpected ':'", "there is a ':' inside brackets, without quotes"),
    ("another document|single document", "more than one document"),
    ("(?i)utf-?8|utf-?16|unicode|control char|special char|surrogate", "a character that YAML does not allow"),
)  # fmt: skip


def in_our_words(problem: str, char: str = "") -> str:
    """What a parser found, in our words; ``char`` is the character at which it stopped."""
    for pattern, words in WORDS:
        if re.search(pattern, problem):
            return TAB if words is RESERVED and char == "\t" else words.replace("{char}", char)
    return UNKNOWN
