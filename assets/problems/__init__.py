"""Stage 5: cases and their problem labels."""
