"""Run processes, with limits of time and memory."""
