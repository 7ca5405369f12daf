"""Features and helpers that several domains use."""
