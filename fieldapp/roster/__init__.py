"""Spreadsheets in: read them, recognise their layout, preview and list the people in them."""
