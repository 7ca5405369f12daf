"""What the simulator plants for the scenario `capacity_appraisal`."""
