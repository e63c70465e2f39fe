"""Long jobs built on the studio."""
