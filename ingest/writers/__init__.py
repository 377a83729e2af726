"""Article → Parquet: the schema, rows, part files, the dataset's folder, compaction and the dataset card."""
