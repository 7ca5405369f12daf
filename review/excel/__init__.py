"""The round trip through Excel: the checklist handed out, filled in offline, checked, and taken back."""
