"""Run ``foresite links``: ask hosts whether the addresses of the bibliography still lead somewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from foresite.cli.common import config_option, follow, load, quiet_option, say
from foresite.editing.tracking import is_amp, tracking_parameters
from foresite.parsing.cache import FOLDER, own_cache
from foresite.verify.links import Finding, Hosts, addresses_of, load_findings, recent, save_findings, settled


@click.command()
@config_option
@quiet_option
@click.option("--offline", is_flag=True, help="Ask no host: report what was found before, and how addresses look.")
@click.option("--days", type=click.IntRange(0), default=30, show_default=True, help="How long a result counts.")
@click.option(
    "--pause", type=click.FloatRange(0), default=2.0, show_default=True, help="Seconds between requests of one host."
)
@click.option("--timeout", type=click.FloatRange(0.1), default=20.0, show_default=True, help="Seconds for an answer.")
@click.option("--private", is_flag=True, help="Also ask addresses of this machine and its own network.")
def command(config: Path, quiet: bool, offline: bool, days: int, pause: float, timeout: float, private: bool) -> None:
    """Check the addresses of the bibliography: url, doi and archived.

    Asks each host slowly, as its robots.txt allows, and keeps what it found with the day in .cache/foresite.
    Names addresses that are dead, that track readers, or that are those of AMP versions.

    Exits with 0 where no address is wrong, with 1 where one is. No build and no other command does this.
    """
    loaded = load(config, drafts=True)
    addresses = addresses_of(loaded.sources.references)
    today = date.today()
    folder = own_cache(loaded.settings.root)
    kept = load_findings(folder / "links.json") if folder else {}
    findings = dict(kept) if offline else recent(kept, today, days)
    if not offline:
        urls = [url for url in dict.fromkeys(address.url for address in addresses) if url not in findings]
        hosts = Hosts(pause=pause, timeout=timeout, private=private)
        try:
            with follow(quiet) as progress:
                progress.phase("checking addresses", len(urls))
                for url, state, reason in hosts.in_turn(urls):
                    findings[url] = Finding(state, reason, today.isoformat())
                    progress.step()
        finally:
            findings = settled(findings, hosts.answered)
            if folder:
                save_findings(folder / "links.json", {**kept, **findings})
            else:
                click.echo(f"{FOLDER} is under version control: nothing is kept", err=True)
    wrong = unclear = 0
    for address in addresses:
        said = []
        found = findings.get(address.url)
        if found and found.state == "dead":
            said.append(f"is dead: {found.reason} on {found.day}")
        if tracking := tracking_parameters(address.url):
            said.append(f"tracks readers with {', '.join(tracking)}; foresite fmt removes that")
        if is_amp(address.url):
            said.append("is that of an AMP version, expected the address of the page itself")
        wrong += bool(said)
        if found and found.state == "unclear":
            unclear += 1
            if not quiet:
                said.append(f"could not be checked: {found.reason}")
        for each in said:
            say(f"{address.place}: {address.key}: {address.url} {each}\n")
    counts = [f"{len(addresses)} {'address' if len(addresses) == 1 else 'addresses'}", f"{wrong} wrong"]
    unknown = sum(address.url not in findings for address in addresses)
    counts += [f"{unclear} could not be checked"] if unclear else []
    counts += [f"{unknown} not checked yet"] if unknown else []
    click.echo(", ".join(counts), err=True)
    raise SystemExit(1 if wrong else 0)
