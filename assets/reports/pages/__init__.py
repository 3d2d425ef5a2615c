"""Pages for people: pure functions from frames and rules to HTML that needs no network.

Belongs here: what a page shows and how it looks. Does not belong here: counting, deciding what is too small
to show (`reports/suppression.py`), or where pages are written. No page holds anything of one person.
"""
