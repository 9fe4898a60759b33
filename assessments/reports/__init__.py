"""The scorecard in words and pictures: one context for the result page, the PDF and plain text.

Everything said here is built from the scorecard's own parts and the rubric's own sentences;
nothing is scored again. Only ``pdf`` imports WeasyPrint.
"""
