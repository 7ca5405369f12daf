"""Features that several domains rest on."""
