"""What the simulator plants for the scenario `benefit_overlap`."""
