"""Spark behind the same ibis expressions, for cities that outgrow one machine."""
