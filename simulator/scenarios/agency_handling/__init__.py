"""What the simulator plants for the scenario `agency_handling`."""
