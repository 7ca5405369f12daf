"""Turn a delivered folder into accepted tables."""
