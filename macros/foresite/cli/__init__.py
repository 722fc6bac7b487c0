"""The ``foresite`` command; each of its commands is a module, loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from foresite.citing.errors import CiteprocError

COMMANDS = ("check", "diff", "export", "fingerprint", "fmt", "ids", "new", "print", "verify")


class _Commands(click.Group):
    """A command's module is imported when the command runs, so that ``check`` waits for nothing else."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"foresite.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; that Pandoc fails is no mistake of the program, and needs no traceback."""
        try:
            return super().invoke(ctx)
        except CiteprocError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="foresite")
def main() -> None:
    """Compare forward-looking policy briefs year by year."""
