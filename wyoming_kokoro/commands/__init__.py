"""The commands, a file each: `add` tells the parser about one, and what it does stands below."""
