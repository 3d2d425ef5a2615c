"""The core of a night against other engines: features, rules, what is true as rows, the difference."""
