"""What may be neither an input nor an output of a tag, with no override.

What belongs here: the words (`prohibited_words.toml`), how a text is folded before they are looked for, and
the walk through all texts of a file. What does not: restricted topics, which need a purpose instead.
"""

from tag_rules.engine.prohibited.matching import About, Refusal, prohibited
from tag_rules.engine.prohibited.texts import AboutAt, Place, about_people, refusals_in, refusals_of

__all__ = ["About", "AboutAt", "Place", "Refusal", "about_people", "prohibited", "refusals_in", "refusals_of"]
