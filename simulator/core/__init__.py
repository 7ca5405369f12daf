"""The simulated world: its clock, its people, its employers."""
