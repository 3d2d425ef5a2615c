"""Identity documents: forms, check digits, and what a number says of its holder."""
