"""Questions that read several stages: why somebody has a tag, what a change of rules would do."""
