"""What is coming: weekly counts of cases, alarms, repeats, time to close."""
