"""What the simulator plants for the scenario `pharmacy_billing`."""
