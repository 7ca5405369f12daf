"""Pulling an agency's database into the store."""
