"""Wyoming over TCP and Unix sockets: the door for Home Assistant."""
