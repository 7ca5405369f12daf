"""Check delivered rows and whole deliveries."""
