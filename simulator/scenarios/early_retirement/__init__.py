"""What the simulator plants for the scenario `early_retirement`."""
