"""Stage 6: counts that may be shown."""
