"""Stage 3: the facts that rules may use."""
