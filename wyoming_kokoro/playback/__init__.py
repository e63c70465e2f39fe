"""Speaks aloud for the command `say`: through a running server or without one, one text after another."""
