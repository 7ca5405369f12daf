"""Statistics upward: what was issued, checked, confirmed, recovered and referred, as of a frozen day."""
