"""Kinds of resources (资源) of a committee: facilities of the 15-minute circle by what they are.

Belongs here: the list. Does not belong here: what a system calls them (`mappings/`).
"""

RESOURCE_KINDS = (
    "venue", "organisation", "enterprise", "volunteer_team", "facility", "meal_service", "childcare",
    "health_station", "elder_day_care", "children_space", "sports_ground", "culture_room",
    "deliberation_hall", "repair_point", "food_market",
)  # fmt: skip
"""`facility`: any other facility."""
