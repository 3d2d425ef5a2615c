"""People and households of the sample, and what happens to them between the dates."""
