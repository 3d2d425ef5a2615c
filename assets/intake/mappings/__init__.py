"""Mapping files: how a system calls its sources, headers and codes, checked against the canonical tables."""
