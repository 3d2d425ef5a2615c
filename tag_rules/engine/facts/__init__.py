"""Facts that features.yaml declares: counted over members, taken from a place above, shown from a roll."""
