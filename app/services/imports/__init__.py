"""Spreadsheets of the directory, out and in."""
