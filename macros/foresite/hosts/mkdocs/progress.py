"""How far a build is, told through MkDocs's own log, or on a line of the terminal that makes way for it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator

from mkdocs.plugins import get_plugin_logger

from foresite.reporting.progress import Progress, moving_line

log = get_plugin_logger("foresite")


class ProgressReporter:
    """A part of the plugin, which the hooks of the others tell what they do."""

    progress = Progress(None)

    def follow(self) -> None:
        """A build begins; one that is quiet tells nothing."""
        self.unfollow()
        if log.isEnabledFor(logging.INFO):
            self.progress = Progress(log.info, moving_line(sys.stderr))
            for handler in handlers():
                handler.addFilter(self.progress.make_way)

    def unfollow(self) -> None:
        """It is over."""
        self.progress.end()
        for handler in handlers():
            handler.removeFilter(self.progress.make_way)
        self.progress = Progress(None)


def handlers() -> Iterator[logging.Handler]:
    """Whatever handles what this plugin logs."""
    logger: logging.Logger | None = log.logger
    while logger:
        yield from logger.handlers
        logger = logger.parent
