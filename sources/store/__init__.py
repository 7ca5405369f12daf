"""The store of landed snapshots."""
