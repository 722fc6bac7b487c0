"""``python -m foresite`` is the ``foresite`` command."""

from foresite.cli import main

main()
