"""Templates of the HTML pages. Every value is escaped, and no page runs a script or asks the network for anything."""
