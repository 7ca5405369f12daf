"""What every table is: input tables, published tables, code lists, dated law numbers."""
