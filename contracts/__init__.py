"""Declarations that all rooms share: tables, code lists, law numbers, errors, file formats."""
