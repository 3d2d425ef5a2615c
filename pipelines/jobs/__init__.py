"""Jobs, and when they start by themselves: schedules and sensors."""
