"""From a delivered folder to accepted tables."""
