"""The encrypted database: journal of events, the tables folded from it, and search."""
