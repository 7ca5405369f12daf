"""What scenarios are made of, and how a declared scenario becomes features, scores and findings."""
