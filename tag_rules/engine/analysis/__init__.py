"""What can be said of rules without any data: never true, without effect, equal, untested at a boundary.

What belongs here: proofs over the finitely many points at which a rule can change its mind. Nothing is
claimed that is not shown; a rule outside what `breakpoints` understands, or with more than `grid.MOST_POINTS`
points, is left alone. What does not belong here: printing, files.
"""
