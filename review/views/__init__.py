"""Pages. A view reads, calls an action, and shows; it changes nothing itself."""
