"""What people read in a terminal: a run's summary, one article, the data dictionary."""
