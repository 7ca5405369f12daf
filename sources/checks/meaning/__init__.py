"""Ask of accepted tables whether their values mean what the contract takes them to mean."""
