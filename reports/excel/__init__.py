"""The 疑点核查清单: the list as an Excel workbook that audit staff fill in and send back."""
