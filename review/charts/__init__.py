"""Charts of the case page as inline SVG; the content policy forbids inline styles and scripts."""
