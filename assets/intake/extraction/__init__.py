"""Exports made from the source systems' own databases."""
