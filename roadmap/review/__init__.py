"""The clerk's review: a plan as a workbook and back, questions folded, differences, occurrences."""
