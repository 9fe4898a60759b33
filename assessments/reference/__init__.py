"""The rubric as a reference: how its items hang together, its search and its glossary terms.

Knows rubrics and nothing of requests, assessments or rows.
"""
