"""The ``foresite`` command; each of its commands is a module, loaded when it is asked for."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module

import click

from foresite.model.problems import CiteprocError, TemplateFault
from foresite.parsing.files import printable_path

COMMANDS = (
    "check", "diff", "due", "export", "fingerprint", "fmt", "ids", "import", "init", "links", "new", "print", "table",
    "translate", "verify",
)  # fmt: skip


class _Commands(click.Group):
    """A command's module is imported when the command runs, so that ``check`` waits for nothing else."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what the machine refuses is said in a line."""
        for name in ("stdout", "stderr"):
            # Closed by whoever called: what is said is heard by nobody, and the exit code counts all the same.
            if getattr(sys, name) is None:
                setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        try:
            return super().invoke(ctx)
        except CiteprocError as error:
            raise click.ClickException(str(error)) from error
        except TemplateFault as error:
            raise click.ClickException(error.described) from error
        except OSError as error:
            if error.errno == errno.EPIPE or not error.strerror:
                raise
            where = f"{printable_path(str(error.filename))}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror}") from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"foresite.cli.{cmd_name}").command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="foresite", prog_name="foresite")
def main() -> None:
    """Compare forward-looking policy briefs year by year."""
