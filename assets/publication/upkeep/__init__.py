"""Acts on what is published already: erasure, retention, a new pseudonym key."""
