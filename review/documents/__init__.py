"""Papers: referral to the police, lead to discipline, notice of a check; their clocks and prompts."""
