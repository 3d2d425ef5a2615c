"""Quarantine (隔离): what is wrong with a row, whom it is about, and how it goes back to be corrected."""
