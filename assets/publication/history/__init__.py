"""History, pure: which intervals follow from the published dates, in whatever order they were published."""
