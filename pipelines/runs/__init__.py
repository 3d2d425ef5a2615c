"""Runs on this machine: the instance they are recorded in, their locks, progress and summary."""
