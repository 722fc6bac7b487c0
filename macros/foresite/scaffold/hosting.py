"""List the hosts for a new project, with the files that each needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Hosting:
    """A place where a site is published."""

    label: str
    """The name, for a prompt and the documentation."""
    next: str
    """The remaining steps to publish there: a sentence in Markdown."""
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The template of each additional file, by the file's path."""


HOSTINGS: Mapping[str, Hosting] = {
    "none": Hosting("nowhere yet", "copy `site/` to any web server, also below a path."),
    "github": Hosting(
        "GitHub Pages",
        "push to `main` on GitHub, where Settings → Pages → Source is “GitHub Actions”.",
        MappingProxyType(
            {
                ".github/workflows/publish.yml": "hosting/github-publish.yml.j2",
                ".github/workflows/pull-request.yml": "hosting/github-check.yml.j2",
                ".github/dependabot.yml": "hosting/dependabot.yml.j2",
            }
        ),
    ),
    "gitlab": Hosting(
        "GitLab Pages",
        "push to the default branch on GitLab.",
        MappingProxyType({".gitlab-ci.yml": "hosting/gitlab-ci.yml.j2"}),
    ),
    "readthedocs": Hosting(
        "Read the Docs",
        "import the repository at Read the Docs, which then builds every push.",
        MappingProxyType({".readthedocs.yaml": "hosting/readthedocs.yaml.j2"}),
    ),
    "netlify": Hosting(
        "Netlify",
        "import the repository at Netlify, which then builds every push.",
        MappingProxyType({"netlify.toml": "hosting/netlify.toml.j2"}),
    ),
    "cloudflare": Hosting(
        "Cloudflare Pages",
        "import the repository at Cloudflare Pages with the build command `sh build.sh`.",
        MappingProxyType({"wrangler.toml": "hosting/wrangler.toml.j2", "build.sh": "hosting/cloudflare-build.sh.j2"}),
    ),
    "server": Hosting(
        "a web server of your own",
        "`sh publish.sh user@example.org:/var/www/outlooks/`, which needs rsync.",
        MappingProxyType({"publish.sh": "hosting/server-publish.sh.j2"}),
    ),
}
"""All hosts by name, in the order of the prompt."""
