"""The source rows behind a finding."""
