"""Processes, and their limits of time and memory."""
