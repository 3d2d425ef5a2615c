"""Linkage measured on labelled person files of others: `tagging link-benchmark`.

Belongs here: reading such a file and scoring what linkage finds. Does not belong here: linkage itself, which
is the register's own.
"""
