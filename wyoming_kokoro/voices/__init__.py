"""Which voices there are, and what they sound like."""
