"""Excel round trip: export a checklist, check the returned workbook, import it."""
