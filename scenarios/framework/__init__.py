"""What a scenario is made of, and how its indicators are applied."""
