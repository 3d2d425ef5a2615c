"""The sample as its systems export it, with rows that cannot be trusted."""
