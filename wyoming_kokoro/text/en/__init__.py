"""English: one file per family, and their order."""
