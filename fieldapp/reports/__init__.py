"""Figures and papers made from the tables: recap, as numbers, xlsx and HTML for print."""
