"""Findings that rest on the model alone: unusual records, and the control sample."""
