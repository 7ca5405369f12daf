"""Inspection plans at the desk: received, approved by a second person, lived through by teams."""
