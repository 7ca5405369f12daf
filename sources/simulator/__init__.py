"""A source like any other: a made-up town with the habits of a real one, and planted cases with their truth."""
