"""A company with its whole history as one JSON file: what stands in it, and how it is read.

``records``: what the file holds, type by type; ``docs/company-export.schema.json`` is made of them.
``reading``: bytes that anybody may have made -> records, or every fault with its place. Nothing here
knows rows: ``services.exporting`` writes such a file, ``services.importing`` makes a company of one.
"""
