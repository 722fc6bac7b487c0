"""``foresite links`` against a host on this machine: what is dead is named, and no host is asked too often."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result

from foresite.cli import main
from foresite.verify.links import Hosts

ANSWERS = {"/ok": 200, "/gone": 410, "/lost": 404, "/busy": 503, "/no-head": 200, "/closed/a": 200, "/ünï ok": 200}
MOVED = {"/moved": "/ok", "/moved-away": "/gone", "/round": "/round", "/out": "file:///etc/passwd"}


@dataclass
class Host:
    """A host, what it was asked, and its robots.txt."""

    root: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    robots: str = "User-agent: *\nDisallow: /closed/\n"
    robots_status: int = 200


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    known = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.answer()

        def do_GET(self) -> None:
            self.answer()

        def answer(self) -> None:
            known.asked.append((self.command, self.path))
            assert self.headers["User-Agent"].startswith("Foresite/")
            if self.path == "/robots.txt":
                self.send_response(known.robots_status)
                self.end_headers()
                self.wfile.write(known.robots.encode())
                return
            path = self.path.replace("%C3%BCn%C3%AF%20", "ünï ")
            if target := MOVED.get(path):
                self.send_response(301)
                self.send_header("Location", target)
            elif path == "/no-head" and self.command == "HEAD":
                self.send_response(405)
            else:
                self.send_response(ANSWERS.get(path, 404))
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.root = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield known
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hosts() -> Hosts:
    return Hosts(pause=0, timeout=10, private=True)


def project(folder: Path, *fields: str) -> Path:
    (folder / "docs").mkdir()
    (folder / "bib").mkdir()
    (folder / "mkdocs.yml").write_text("site_name: Port\nplugins: [foresite]\n", "utf-8")
    (folder / "docs" / "index.md").write_text("# Port\n", "utf-8")
    entries = [f"@online{{w{number},\n  title = {{T}},\n  {each},\n}}\n" for number, each in enumerate(fields)]
    (folder / "bib" / "references.bib").write_text("\n".join(entries), "utf-8")
    return folder / "mkdocs.yml"


def run(config: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["links", "-f", str(config), "--pause", "0", "--private", *more])


@pytest.mark.parametrize(
    ("path", "state", "reason"),
    [
        ("/ok", "alive", "200 OK"),
        ("/ünï ok#part", "alive", "200 OK"),
        ("/no-head", "alive", "200 OK"),
        ("/gone", "dead", "410 Gone"),
        ("/lost", "dead", "404 Not Found"),
        ("/moved", "alive", "200 OK at"),
        ("/moved-away", "dead", "410 Gone at"),
        ("/busy", "unclear", "503 Service Unavailable"),
        ("/round", "unclear", "more than 10 redirects"),
        ("/out", "unclear", "leads to an address that is not http(s)"),
        ("/closed/a", "unclear", "the host's robots.txt does not let programs ask"),
    ],
)
def test_what_a_host_says_of_an_address(host: Host, hosts: Hosts, path: str, state: str, reason: str) -> None:
    found = hosts.check(f"{host.root}{path}")
    assert found[0] == state
    assert found[1].startswith(reason)


def test_a_host_is_asked_only_what_its_robots_txt_allows(host: Host, hosts: Hosts) -> None:
    hosts.check(f"{host.root}/closed/a")
    hosts.check(f"{host.root}/ok")
    assert host.asked == [("GET", "/robots.txt"), ("HEAD", "/ok")]


@pytest.mark.parametrize(("status", "state"), [(404, "alive"), (500, "unclear")])
def test_a_host_without_rules_is_asked_and_one_that_cannot_say_is_not(
    host: Host, hosts: Hosts, status: int, state: str
) -> None:
    host.robots_status = status
    assert hosts.check(f"{host.root}/ok")[0] == state


def test_a_host_is_left_alone_between_two_requests(host: Host) -> None:
    host.robots = "User-agent: *\nCrawl-delay: 5\n"
    waited: list[float] = []
    hosts = Hosts(pause=2, timeout=10, private=True, wait=waited.append)
    list(hosts.in_turn([f"{host.root}/ok", f"{host.root}/gone", f"{host.root}/moved"]))
    # Every request but the first: after robots.txt the host has said that it wants more time.
    assert len(waited) == len(host.asked) - 1
    assert all(4 < each <= 5 for each in waited)


def test_a_host_that_does_not_answer_is_asked_once(hosts: Hosts) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        root = f"http://127.0.0.1:{closed.getsockname()[1]}"
        found = [hosts.check(f"{root}/{name}") for name in "ab"]
    assert [state for state, _ in found] == ["unclear", "unclear"]
    assert found[0] == found[1]
    assert found[0][1].startswith("no answer")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://localhost/", "http://[::1]/", "http://169.254.1.1/", "http://10.0.0.1/"]
)
def test_addresses_of_the_own_network_are_not_asked(host: Host, url: str) -> None:
    hosts = Hosts(pause=0, timeout=1, private=False)
    assert hosts.check(url) == ("unclear", "an address of this machine's own network; --private checks it, too")
    assert hosts.check(f"{host.root}/ok")[0] == "unclear"
    assert host.asked == []


def test_no_host_leads_into_the_own_network(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foresite.verify.links._is_private", lambda url: url.endswith("/ok"))
    state, reason = Hosts(pause=0, timeout=10, private=False).check(f"{host.root}/moved")
    assert (state, reason.partition(";")[0]) == ("unclear", "an address of this machine's own network")
    assert ("HEAD", "/moved") in host.asked
    assert ("HEAD", "/ok") not in host.asked


def test_what_is_wrong_is_named_with_its_line(host: Host, tmp_path: Path) -> None:
    root = host.root
    config = project(
        tmp_path,
        f"url = {{{root}/ok}}",
        f"url = {{{root}/ok}},\n  archived = {{{root}/gone}}",
        f"url = {{{root}/ok?utm_source=x&id=1}}",
        f"url = {{{root}/ok/amp/}}",
        f"url = {{{root}/busy}}",
    )
    done = run(config)
    day = date.today().isoformat()
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        f"bib/references.bib:9: w1: {root}/gone is dead: 410 Gone on {day}",
        f"bib/references.bib:14: w2: {root}/ok?utm_source=x&id=1 is dead: 404 Not Found on {day}",
        f"bib/references.bib:14: w2: {root}/ok?utm_source=x&id=1 tracks readers with utm_source; foresite "
        "fmt removes that",
        f"bib/references.bib:19: w3: {root}/ok/amp/ is dead: 404 Not Found on {day}",
        f"bib/references.bib:19: w3: {root}/ok/amp/ is that of an AMP version, expected the address of the page itself",
        f"bib/references.bib:24: w4: {root}/busy could not be checked: 503 Service Unavailable",
    ]
    assert done.stderr.splitlines()[-1] == "6 addresses, 3 wrong, 1 could not be checked"


def test_a_result_is_kept_with_its_day_and_asked_again_when_it_is_old(host: Host, tmp_path: Path) -> None:
    config = project(tmp_path, f"url = {{{host.root}/gone}}", f"url = {{{host.root}/busy}}")
    run(config)
    host.asked.clear()
    again = run(config)
    assert f"is dead: 410 Gone on {date.today()}" in again.stdout
    assert [path for _, path in host.asked] == ["/robots.txt", "/busy"]
    cache = tmp_path / ".cache" / "foresite" / "links.json"
    known = json.loads(cache.read_text("utf-8"))
    known[f"{host.root}/gone"]["day"] = "2020-02-03"
    cache.write_text(json.dumps(known), "utf-8")
    host.asked.clear()
    assert "410 Gone on 2020-02-03" in run(config, "--offline").stdout
    assert host.asked == []
    run(config)
    assert ("HEAD", "/gone") in host.asked


@pytest.mark.parametrize(
    "content", ["[]", "{", '{"x": 1}', '{"%s/gone": {"state": "dead", "reason": "x", "day": "no"}}']
)
def test_a_cache_that_cannot_be_read_is_ignored(host: Host, tmp_path: Path, content: str) -> None:
    config = project(tmp_path, f"url = {{{host.root}/gone}}")
    cache = tmp_path / ".cache" / "foresite" / "links.json"
    cache.parent.mkdir(parents=True)
    cache.write_text(content.replace("%s", host.root), "utf-8")
    assert "is dead: 410 Gone" in run(config).stdout


def test_a_name_that_is_gone_is_dead_only_where_the_network_answers(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = socket.getaddrinfo

    def lookup(name: Any, *rest: Any, **more: Any) -> Any:
        if name == "gone.invalid":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return found(name, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    config = project(tmp_path, "url = {https://gone.invalid/a}")
    alone = run(config)
    assert (alone.exit_code, alone.stdout.count("could not be checked: the host's name is not known")) == (0, 1)
    bibliography = tmp_path / "bib" / "references.bib"
    bibliography.write_text(
        bibliography.read_text("utf-8") + f"\n@online{{z,\n  title = {{T}},\n  url = {{{host.root}/ok}},\n}}\n", "utf-8"
    )
    both = run(config)
    assert both.exit_code == 1
    assert "https://gone.invalid/a is dead: the host's name is not known" in both.stdout
