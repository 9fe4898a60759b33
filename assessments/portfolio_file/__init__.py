"""A portfolio as a file: for a spreadsheet (CSV, XLSX) and for programs (JSON).

``columns`` says what is told of a company; ``workbook`` and ``writing`` write it. Rows come one by
one, so a file of ten thousand companies takes no more memory than one of ten.
"""
