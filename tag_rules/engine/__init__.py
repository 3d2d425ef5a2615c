"""The pure engine: load and check rules, evaluate them fast, explain them slowly, lock their versions."""
