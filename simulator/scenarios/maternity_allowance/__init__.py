"""What the simulator plants for the scenario `maternity_allowance`."""
