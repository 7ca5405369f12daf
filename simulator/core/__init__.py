"""What every part of the simulator rests on: time, randomness, people, employers and the tables."""
