"""The order of the route. Only this folder knows it.

crawl    sources → links → pages → WARC → rows of a segment → parts     (:mod:`ingest.run.crawl`)
build    WARC → rows → parts                                            (:mod:`ingest.run.build`)
compact  revisions → articles                                           (:mod:`ingest.writers.compaction`)
"""
