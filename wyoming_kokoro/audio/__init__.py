"""From samples to what is heard."""
