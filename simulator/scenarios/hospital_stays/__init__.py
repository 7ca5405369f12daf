"""What is planted at hospitals with in-patients, and what only looks like it."""
