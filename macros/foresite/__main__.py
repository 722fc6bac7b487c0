"""Run the ``foresite`` command as ``python -m foresite``."""

from foresite.cli import main

main()
