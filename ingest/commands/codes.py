"""Exit codes, as ``ingest --help`` explains them."""

OK, FAILED, USAGE, PARTLY, NOTHING_NEW, FOLDER, ALARMS, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 130
