"""Reading the files of an export: CSV, workbooks and Parquet become columns of text with line numbers."""
