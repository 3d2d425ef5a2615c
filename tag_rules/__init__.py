"""What a tag is: the rules as data, and the pure engine that checks and evaluates them.

What belongs here: YAML of tags, problem labels, features, parameters, purposes and consumers, and `engine`.
What does not: where facts come from, how outcomes are held and published, anything of Dagster or a database.
"""
