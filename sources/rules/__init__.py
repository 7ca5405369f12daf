"""Rules about charges that agencies publish as workbooks, as input tables in local codes."""
