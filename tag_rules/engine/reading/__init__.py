"""Rule files read into checked objects, every error at its place."""
