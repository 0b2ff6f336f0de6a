"""The tables for other programs: Excel, Stata, CSV, Parquet, DuckDB; long as build writes them, and one row a report."""
