"""Honest disorder of a town: what real deliveries are full of, and what nobody did on purpose."""
