"""The deadline language: what people write in the column of deadlines, as rules and dates."""
