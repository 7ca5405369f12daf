"""Spark behind the same ibis expressions, for those who outgrow a machine."""
