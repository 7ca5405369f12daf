"""Read delivered files into typed columns."""
