"""Stage 7: history published, and published right."""
