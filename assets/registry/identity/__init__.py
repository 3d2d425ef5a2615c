"""Who is who: the identity register, its acts, and the keyed pseudonym."""
