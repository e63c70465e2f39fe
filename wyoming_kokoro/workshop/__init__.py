"""Long jobs built on the studio, for commands."""
