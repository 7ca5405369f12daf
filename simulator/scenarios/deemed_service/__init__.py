"""What the simulator plants for the scenario `deemed_service`."""
