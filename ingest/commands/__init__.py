"""Commands of the command line, one module each: flags → settings → run."""
