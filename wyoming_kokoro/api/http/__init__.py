"""What every request passes on its way to a route and back: connections, guards, bodies, errors, streaming."""
