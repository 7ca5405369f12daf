"""What the simulator plants for the scenario `dispatch_refund`."""
