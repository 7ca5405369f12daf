"""Named ibis expressions by subject; every public Derived is computed at most once a night, under its own name."""
