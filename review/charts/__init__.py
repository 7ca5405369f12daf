"""Pictures of the case page, as inline SVG without styles or scripts (the content policy forbids both)."""
