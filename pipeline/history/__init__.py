"""Nights of the past: snapshots as they were known by a day, and proofs of a published run."""
