"""Edits by chance of everything that a project holds, as a person makes them while a preview is open."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

WORDS = (
    *("gate", "2021", "1997", "1998", "likely", "unlikely", "occurred", "open", "locks", "trade"),
    *("[@amari2021]", "[@port1996000]", "port1996000-1", "event-port1996000-1", "§"),
)
BIBLIOGRAPHY, SETTINGS, STYLE = "bib/references.bib", "mkdocs.yml", "own.csl"
CSL = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
<info><title>Own</title><id>own</id><updated>2026-01-01T00:00:00+00:00</updated></info>
<citation><layout prefix="{0}" suffix="{1}"><names variable="author"/></layout></citation>
<bibliography><layout suffix="{1}"><text variable="title" prefix=" {0}"/></layout></bibliography>
</style>
"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000{0}0000000d49444154789c6360000000000500010d0a2db4"
    "0000000049454e44ae426082".replace("{0}", "1f15c489")
)


def words(text: str, chance: random.Random) -> str:
    """Another word somewhere."""
    at = chance.choice([match.span() for match in re.finditer(r"[\w-]+", text)] or [(0, 0)])
    return text[: at[0]] + chance.choice(WORDS) + text[at[1] :]


def swapped(text: str, chance: random.Random) -> str:
    """Two words changed for one another: titles, ids, kinds."""
    one, other = chance.choices([match[0] for match in re.finditer(r"[\w-]+", text)] or ["word"], k=2)
    return re.sub(rf"\b({re.escape(one)}|{re.escape(other)})\b", lambda m: other if m[0] == one else one, text, count=2)


def without_lines(text: str, chance: random.Random) -> str:
    """Some lines gone."""
    lines = text.splitlines(keepends=True) or [""]
    at = chance.randrange(len(lines))
    return "".join(lines[:at] + lines[at + chance.randint(1, 8) :])


def with_a_sentence(text: str, chance: random.Random) -> str:
    """One more paragraph, between two others."""
    parts = text.split("\n\n")
    parts.insert(chance.randint(1, len(parts)), f"One more sentence {chance.random()} [@amari2021].")
    return "\n\n".join(parts)


def with_a_record(text: str, chance: random.Random) -> str:
    """One record more, like another but for its id."""
    found = list(re.finditer(r"(?ms)^/// .*?^///\n", text))
    if not found:
        return text
    block = chance.choice(found)
    number = chance.randrange(10**6)
    other = re.sub(r"(?m)^    id: (.*)$", lambda line: f"    id: {line[1]}-{number}", block[0], count=1)
    return f"{text[: block.end()]}\n{other}{text[block.end() :]}"


def half_a_block(text: str, chance: random.Random) -> str:
    """A block that somebody is about to type."""
    typed = "\n/// forecast | Something happens\n    id: something\n    theme: trade\n    horizon: 20"
    return text + typed[: chance.randrange(5, len(typed))]


def with_a_comment_begun(text: str, chance: random.Random) -> str:
    """A note that is not closed yet."""
    at = chance.randrange(len(text) + 1)
    return f"{text[:at]}<!-- ask somebody{text[at:]}"


def with_front_matter(text: str, chance: random.Random) -> str:
    """Another value in the front matter, which may not be there, or not be right."""
    values = ("draft: true", "draft: false", f"title: Title {chance.random()}", "description: Of ports", "titel: x")
    line = chance.choice((*values, "outlook: 2021", "title: [", "hide: [toc]"))
    head = re.match(r"---\n(.*?)^---\n", text, re.DOTALL | re.MULTILINE)
    if not head:
        return f"---\n{line}\n---\n\n{text}"
    name = line.partition(":")[0]
    kept = re.sub(rf"(?m)^{name}:.*\n", "", head[1])
    return f"---\n{kept}{line}\n---\n{text[head.end() :]}"


def with_a_picture(text: str, chance: random.Random) -> str:
    """A picture and a file, which may be there."""
    return f"{text}\n\n![A picture]({chance.choice(('/', ''))}picture.svg) and [a table](table.csv).\n"


PAGE = (
    *(words, swapped, without_lines, with_a_sentence, with_a_record),
    *(half_a_block, with_a_comment_begun, with_front_matter, with_a_picture),
)


class Edits:
    """Edits of one project; all kinds come in turn, in an order of chance."""

    def __init__(self, project: Path, seed: str) -> None:
        self.project, self.chance = project, random.Random(seed)
        self.first = self._everything()
        self.before = self.first
        self._turn: list[Callable[[Edits], None]] = []

    def next(self) -> str:
        """Make the next edit; what it was."""
        self.before = self._everything()
        if not self._turn:
            self._turn = [*KINDS, *KINDS[:1] * 6]
            self.chance.shuffle(self._turn)
        kind = self._turn.pop()
        kind(self)
        return f"{kind.__name__} {self.changed()}"

    def mend(self) -> str:
        """Take the last edit back, as one does who reads that something is wrong."""
        self._return(self.before)
        return "mended"

    def restore(self) -> str:
        """Take everything back."""
        self._return(self.first)
        return "restored"

    def _return(self, to: dict[str, bytes | None]) -> None:
        self.before = self._everything()
        self._become({**dict.fromkeys(self.before), **to})

    def changed(self) -> list[str]:
        """The paths whose files the last edit changed."""
        now = self._everything()
        return sorted(path for path in now.keys() | self.before.keys() if now.get(path) != self.before.get(path))

    # Each kind of edit, from here on.

    def page(self) -> None:
        """A page's text."""
        self._put(self._page(), lambda text: self.chance.choice(PAGE)(text, self.chance))

    def page_added(self) -> None:
        path = f"docs/{self.chance.choice(('', 'briefs/', 'new/'))}page{self.chance.randrange(5)}.md"
        self._put(path, lambda _: f"# Page {self.chance.random()}\n\nSee [the start](/index.md) [@amari2021].\n")

    def page_removed(self) -> None:
        (self.project / self._page()).unlink()

    def page_renamed(self) -> None:
        page = self.project / self._page()
        folder = self.chance.choice((page.parent, self.project / "docs", self.project / "docs" / "moved"))
        folder.mkdir(exist_ok=True)
        page.rename(folder / f"renamed-{page.name}")

    def page_back(self) -> None:
        """A page that was changed or removed is as it was at first."""
        path = self.chance.choice([path for path in self.first if path.endswith(".md")])
        self._become({path: self.first[path]})

    def entry_added(self) -> None:
        key = self.chance.choice(("amari2021", f"new{self.chance.randrange(9)}"))
        entry = f"@book{{{key},\n  author = {{New, Ann}},\n  title = {{Of {key}}},\n  date = {{2020}},\n}}\n"
        self._put(BIBLIOGRAPHY, lambda text: f"{text}\n{entry}")
        self._put(self._page(), lambda text: f"{text}\n\nA new work [@{key}].\n")

    def entry_changed(self) -> None:
        def change(text: str) -> str:
            at = self.chance.choice([*re.finditer(r"(?<== \{)[^{}\n]*(?=\},?\n)", text)])
            return f"{text[: at.start()]}{words(at[0], self.chance)}{text[at.end() :]}"

        self._put(BIBLIOGRAPHY, change)

    def entry_renamed(self) -> None:
        key = self._key()
        paths = [BIBLIOGRAPHY, *(path for path in self._everything() if path.endswith(".md"))]
        for path in self.chance.choice((paths, paths[:1])):
            self._put(path, lambda text: re.sub(rf"\b{re.escape(key)}\b", f"{key}b", text))

    def entry_removed(self) -> None:
        key = re.escape(self._key())
        self._put(BIBLIOGRAPHY, lambda text: re.sub(rf"(?ms)^@\w+\{{{key},.*?^\}}\n", "", text))

    def abbreviation(self) -> None:
        """A string of BibTeX, and an entry that uses it."""

        def change(text: str) -> str:
            name = self.chance.choice(("The Delta Institute", "The Coast Forum"))
            head = f"@string{{publisher = {{{name}}}}}\n"
            text = re.sub(r"@string\{publisher.*\n", "", text)
            return head + re.sub(r"(?m)^  date = ", "  publisher = publisher,\n  date = ", text, count=1)

        self._put(BIBLIOGRAPHY, change)

    def bibliography_broken(self) -> None:
        self._put(BIBLIOGRAPHY, lambda text: text[: self.chance.randrange(len(text))])

    def setting(self) -> None:
        """Another value of a setting of MkDocs."""
        chance = self.chance
        values: dict[str, list[Any]] = {
            "site_name": ["Ports", f"Ports {chance.random()}"],
            "site_url": ["https://example.org/", "https://example.org/ports/", "https://exa mple.org/", None],
            "site_description": ["Of ports", None],
            "copyright": [f"Somebody {chance.random()}", None],
            "use_directory_urls": [False, True],
            "exclude_docs": [self._page().removeprefix("docs"), "picture.svg", None],
            "draft_docs": [self._page().removeprefix("docs"), None],
            "not_in_nav": ["*.md", None],
            "nav": [[self._page().removeprefix("docs/"), {"Start": "index.md"}], [{"A": [{"B": "index.md"}]}], None],
            "extra": [{"homepage": "https://example.org/"}, {"generator": False}, None],
            "extra_css": [["docs.css"], None],
            "theme": [
                {"name": "material", "font": False},
                {"name": "material", "font": False, "features": ["navigation.tabs", "toc.integrate"]},
                {"name": "material", "font": False, "language": "ko"},
                {"name": "material", "font": False, "custom_dir": "overrides"},
            ],
            "strict": [True, None],
            "markdown_extensions": [
                ["attr_list", "admonition", {"toc": {"permalink": True}}, "footnotes", "def_list"],
                ["attr_list", {"toc": {"permalink": "#"}}, "smarty"],
            ],
            "unknown": ["x", None],
        }
        self._set(chance.choice([*values]), values)

    def own_setting(self) -> None:
        """Another value of a setting of the plugin."""

        def change(settings: dict[str, Any]) -> None:
            chance = self.chance
            plugin = next(each["foresite"] for each in settings["plugins"] if "foresite" in each)
            themes = dict(plugin.get("themes") or {"trade": "Trade"})
            labels = list(themes.items())
            chance.shuffle(labels)
            renamed = {**themes, chance.choice([*themes]): f"Theme {chance.random()}"}
            values: dict[str, list[Any]] = {
                "themes": [dict(labels), dict(labels[1:]), renamed, {**themes, "new": "New"}],
                "scale": ["phia", "icd203", "ipcc", "nothing"],
                "style": [STYLE, "missing.csl", None],
                "bibliography": [BIBLIOGRAPHY, [BIBLIOGRAPHY, "bib/more.bib"]],
                "licence": ["https://creativecommons.org/licenses/by/4.0/", None],
                "redirects": [{"gone.md": "index.md"}, {"index.md": "gone.md"}, None],
                "files": [["csv", "svg"], None],
                "front_matter": [["titel"], None],
                "allow": [{"img": ["pictures.example"]}, {"pictures": ["pictures.example"]}, None],
            }
            name = chance.choice([*values])
            plugin[name] = chance.choice(values[name])
            if plugin[name] is None:
                del plugin[name]

        self._settings(change)

    def settings_broken(self) -> None:
        """A settings file half typed, or one that inherits."""
        kinds = (
            lambda text: f"{text}\nnav: [a, b\n",
            lambda text: text.replace(": ", ":", 1),
            lambda text: f"INHERIT: base.yml\n{text}",
            lambda text: "",
        )
        self._put(SETTINGS, self.chance.choice(kinds))
        (self.project / "base.yml").write_text(f"copyright: Base {self.chance.random()}\n", "utf-8")

    def style(self) -> None:
        good = CSL.format(self.chance.choice("([*"), self.chance.choice(")];."))
        (self.project / STYLE).write_text(self.chance.choice((good, good, good[:200])), "utf-8")
        self._settings(lambda settings: settings["plugins"][0]["foresite"].update(style=STYLE))

    def more_bibliography(self) -> None:
        text = (
            f"@book{{more,\n  author = {{More, Mo}},\n  title = {{More {self.chance.random()}}},\n  date = 2020,\n}}\n"
        )
        (self.project / "bib" / "more.bib").write_text(text, "utf-8")
        self._settings(
            lambda settings: settings["plugins"][0]["foresite"].update(bibliography=[BIBLIOGRAPHY, "bib/more.bib"])
        )

    def file(self) -> None:
        """A file beside pages."""
        chance = self.chance
        docs = self.project / "docs"
        name, content = chance.choice(
            (
                ("picture.svg", f'<svg xmlns="http://www.w3.org/2000/svg" width="{chance.randint(1, 9)}"/>'.encode()),
                ("picture.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
                ("picture.svg", b"<svg"),
                ("picture.png", PNG),
                ("table.csv", f"a,b\n{chance.random()},1\n".encode()),
                ("run.js", b"alert(1)"),
                ("docs.css", f"p {{ margin: {chance.randint(1, 9)}px }}".encode()),
                ("index.html", b"<p>ours</p>"),
            )
        )
        path = docs / name
        if path.exists() and chance.random() < 0.4:
            path.unlink()
        else:
            path.write_bytes(content)

    def template(self) -> None:
        """A template of the site's own."""
        folder = self.project / "overrides"
        folder.mkdir(exist_ok=True)
        text = '{% extends "base.html" %}{% block footer %}<p>' + f"{self.chance.random()}</p>{{% endblock %}}\n"
        (folder / "main.html").write_text(text, "utf-8")

    def permalinks(self) -> None:
        path = self.project / "permalinks.txt"
        if path.exists() and self.chance.random() < 0.4:
            path.unlink()
        else:
            some = self.chance.choice(("index.md\n", "gone.md\n", "index.md\nbriefs/2021.md#gone\n", "what is this\n"))
            path.write_text(some, "utf-8")

    def _everything(self) -> dict[str, bytes | None]:
        found = (path for path in self.project.rglob("*") if path.is_file())
        paths = {path.relative_to(self.project).as_posix(): path for path in found}
        return {name: path.read_bytes() for name, path in paths.items() if not name.startswith((".", "plain/"))}

    def _become(self, files: dict[str, bytes | None]) -> None:
        for name, content in files.items():
            path = self.project / name
            if content is None:
                path.unlink()
            elif not path.is_file() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        for folder in sorted(self.project.rglob("*"), reverse=True):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def _page(self) -> str:
        return self.chance.choice(sorted(path for path in self._everything() if path.endswith(".md")))

    def _key(self) -> str:
        text = (self.project / BIBLIOGRAPHY).read_text("utf-8")
        return self.chance.choice(re.findall(r"(?m)^@(?!string)\w+\{([^,\s]+),", text) or ["none"])

    def _put(self, path: str, change: Callable[[str], str]) -> None:
        file = self.project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(change(file.read_text("utf-8") if file.exists() else ""), "utf-8")

    def _settings(self, change: Callable[[dict[str, Any]], object]) -> None:
        def changed(text: str) -> str:
            settings = yaml.safe_load(text)
            change(settings)
            return yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)

        self._put(SETTINGS, changed)

    def _set(self, name: str, values: dict[str, list[Any]]) -> None:
        value = self.chance.choice(values[name])
        self._settings(lambda settings: settings.pop(name, None) if value is None else settings.update({name: value}))


KINDS = (
    *(Edits.page, Edits.page_added, Edits.page_removed, Edits.page_renamed, Edits.page_back),
    *(Edits.entry_added, Edits.entry_changed, Edits.entry_renamed, Edits.entry_removed, Edits.abbreviation),
    *(Edits.bibliography_broken, Edits.more_bibliography, Edits.style, Edits.setting, Edits.setting, Edits.setting),
    *(Edits.own_setting, Edits.own_setting, Edits.settings_broken, Edits.file, Edits.file, Edits.template),
    Edits.permalinks,
)
