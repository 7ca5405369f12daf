"""What leaves the desk for the next night."""
