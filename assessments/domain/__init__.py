"""What Stagecheck knows and how it reasons, in plain Python.

Nothing in this package imports Django, reads a clock, draws a random number or touches a file
(only ``rubric_loading`` reads the rubric's folder). The import contract in ``pyproject.toml``
proves it. Start at ``scorecard.score``: a rubric and answers go in, a scorecard comes out.
"""
