"""What the office does: one function, one transaction, for each thing done."""
