"""Have citation-js read our exports: ``python tools/differential/exports.py FOLDER NODE_MODULES``.

Every .bib file below the folder is read by Foresite and exported as BibLaTeX and as CSL-JSON; citation-js, which shares
no code with Pandoc or pybtex, reads both. What it reads differently is counted by field and kind, with examples.

It is no part of the tests, which would need Node.js for it. Install it outside the repository:
``npm install @citation-js/core@0.8.2 @citation-js/plugin-bibtex@0.8.2 @citation-js/plugin-csl@0.8.2``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from differential import OURS, normal  # type: ignore[attr-defined]  # the module beside this one, not the folder

from foresite.exports.references import to_bibtex, to_csl_json
from foresite.model.problems import Problem
from foresite.parsing.bibliography.files import read_file
from foresite.parsing.files import decode_utf8

READER = """
const fs = require("fs"), { Cite, plugins } = require("@citation-js/core")
require("@citation-js/plugin-bibtex"), require("@citation-js/plugin-csl")
plugins.config.get("@bibtex").parse.sentenceCase = "never"
const read = (name) => {
  try { return new Cite(fs.readFileSync(name, "utf8"), { generateGraph: false }).data }
  catch (error) { return String(error) }
}
const names = fs.readdirSync(".").filter((name) => /\\.(bib|json)$/.test(name))
fs.writeFileSync("read.out", JSON.stringify(Object.fromEntries(names.map((name) => [name, read(name)]))))
"""
Read = dict[str, list[dict[str, Any]] | str]


def read_exports(folder: Path, modules: Path) -> tuple[Read, dict[str, Path]]:
    """Return what citation-js reads of the exports, or why it does not, by export, and the file of each."""
    files: dict[str, Path] = {}
    with tempfile.TemporaryDirectory() as place:
        for number, path in enumerate(sorted(folder.rglob("*.bib"))):
            text = decode_utf8(path.read_bytes(), path.name)
            if isinstance(text, Problem):
                continue
            references = [each for each in read_file(text, path.name)[0] if each.type != "xdata"]
            if references:
                Path(place, f"{number}.bib").write_text(to_bibtex(references), "utf-8")
                Path(place, f"{number}.json").write_text(to_csl_json(references), "utf-8")
                files[str(number)] = path
        ours = {f"{name}.ours": json.loads(Path(place, f"{name}.json").read_text("utf-8")) for name in files}
        environment = {**os.environ, "NODE_PATH": str(modules.absolute())}
        subprocess.run(["node", "-e", READER], cwd=place, env=environment, check=True)
        return json.loads(Path(place, "read.out").read_text("utf-8")) | ours, files


def main() -> None:
    """Print what citation-js reads differently."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("modules", type=Path, help="the node_modules with citation-js in it")
    options = parser.parse_args()
    read, files = read_exports(options.folder, options.modules)
    differing: dict[str, list[str]] = defaultdict(list)
    entries = 0
    for name, path in files.items():
        ours = {str(item["id"]): item for item in read[f"{name}.ours"] if isinstance(item, dict)}
        entries += len(ours)
        for form in ("bib", "json"):
            theirs = read[f"{name}.{form}"]
            if isinstance(theirs, str):
                differing[f"{form}: not read"].append(f"{path.name}: {theirs[:200]}")
                continue
            found = {str(item["id"]): item for item in theirs}
            for key, item in ours.items():
                other = found.get(key, {})
                if not other:
                    differing[f"{form}: entry lost"].append(f"{path.name}, {key}")
                for field in sorted(item.keys() - {"id", *OURS} if other else ()):
                    one, two = (normal(field, each.get(field, "")) for each in (item, other))
                    if one != two:
                        kind = "differs" if field in other else "missing"
                        differing[f"{form}: {field} {kind}"].append(f"{path.name}, {key}: {one!r}, not {two!r}")
    for kind, where in sorted(differing.items(), key=lambda each: -len(each[1])):
        print(f"{len(where):6} {kind}")
        for each in where[:: max(1, len(where) // 3)][:3]:
            print(f"         {each[:300]}")
    print(f"{entries} entries of {len(files)} files")


if __name__ == "__main__":
    sys.exit(main())
