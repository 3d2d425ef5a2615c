"""Probabilistic record linkage 概率记录匹配: which records without a trustworthy number are one person.

Belongs here: pure functions on frames, for residents and for any labelled person file. Does not belong here:
identity by document number (`assets/registry/identity/`), or what the register does with the clusters.
"""
