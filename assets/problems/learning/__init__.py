"""The trained classifier of problem labels: training, storing, scoring."""
