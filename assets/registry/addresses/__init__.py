"""Addresses: text into parts, parts into one written form, and the dwelling they mean.

Belongs here: characters (`characters`, `numerals`, `noise`), the grammar (`grammar`, `segments`), what later
stages use (`parts`, `complete`, `roads`, `match`), and the benchmark on labelled addresses (`labelled`,
`scoring`, `score_page`). All of it pure. Does not belong here: where an address comes from, or any result
that leaves the registry with address text in it.
"""
