"""Reports on published runs: page, workbook, comparison, evaluation. No table is written."""
