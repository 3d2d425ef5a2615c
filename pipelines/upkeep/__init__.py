"""Acts that go through all stages, each stage doing its own part: erasure, retention, a new key, backup."""
