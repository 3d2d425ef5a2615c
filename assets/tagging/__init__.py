"""Stage 4: rules applied, with decisions of others and by hand."""
