"""The building blocks that the pages share."""
