"""Change the sources without introducing problems."""
