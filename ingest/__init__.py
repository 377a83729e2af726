"""From news sites to typed, documented Parquet datasets."""

__version__ = "0.1.0"
