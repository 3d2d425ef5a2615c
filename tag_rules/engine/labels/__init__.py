"""Problem labels as rules: what their files say and what they mean for one text."""
