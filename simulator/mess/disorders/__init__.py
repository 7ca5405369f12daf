"""A module per subject, a public function per kind of disorder, found by being there."""
