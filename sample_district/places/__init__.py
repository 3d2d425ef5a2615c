"""Places of the sample: divisions, compounds, buildings, dwellings."""
