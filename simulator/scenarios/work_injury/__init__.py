"""What the simulator plants for the scenario `work_injury`."""
