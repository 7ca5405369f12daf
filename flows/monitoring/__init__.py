"""What watches a night: event log, deadline, alerts, and errors without personal data."""
