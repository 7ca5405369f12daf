"""Patterns that no indicator knows, planted to see what the models alone surface: a module a scenario.

A public function is a typology, its name begins with `novel_`. They are for evaluation; features must not know them.
"""
