"""Speed, shown as ratios of two ways to one result, measured in pairs in one run."""
