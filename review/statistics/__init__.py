"""Statistics of cases issued, checked, confirmed, recovered and referred, as of a frozen day."""
