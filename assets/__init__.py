"""What exists: seven stages, each a folder, in the order in which data goes."""
