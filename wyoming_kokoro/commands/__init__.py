"""The commands, a file each: `add` adds one to the parser, and the function that runs it follows."""
