"""What is planted in a town, by scenario."""
