"""Pages of the desk, one module to a page."""
