"""Published runs in words and pictures; reads a run's folder and writes no table."""
