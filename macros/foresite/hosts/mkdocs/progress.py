"""Report the progress of a build through MkDocs's log, or on a line of the terminal."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator

from mkdocs.plugins import get_plugin_logger

from foresite.reporting.progress import Progress, moving_line

log = get_plugin_logger("foresite")


class ProgressReporter:
    """The part of the plugin to which the others report their progress."""

    progress = Progress(None)

    def follow(self) -> None:
        """Begin to report a build, unless it is quiet."""
        self.unfollow()
        if log.isEnabledFor(logging.INFO):
            self.progress = Progress(log.info, moving_line(sys.stderr))
            for handler in handlers():
                handler.addFilter(self.progress.make_way)

    def unfollow(self) -> None:
        """Stop reporting."""
        self.progress.end()
        for handler in handlers():
            handler.removeFilter(self.progress.make_way)
        self.progress = Progress(None)


def handlers() -> Iterator[logging.Handler]:
    """Yield all handlers of this plugin's log records."""
    logger: logging.Logger | None = log.logger
    while logger:
        yield from logger.handlers
        logger = logger.parent
