"""A simulated town with the habits of a real one, and planted records with their truth."""
