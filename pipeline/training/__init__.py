"""Training, comparing, promoting and rolling back models."""
