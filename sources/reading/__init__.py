"""Reading delivered files into typed columns."""
