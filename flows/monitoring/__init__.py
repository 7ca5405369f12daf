"""Event log, deadline and alerts of a night, and errors without personal data."""
