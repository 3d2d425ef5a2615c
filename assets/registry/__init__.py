"""Stage 2: who is who, and who lives where."""
