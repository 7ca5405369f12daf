"""What the simulator plants for the scenario `short_term_enrollment`."""
