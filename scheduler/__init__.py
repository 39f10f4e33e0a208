"""What the clock says: a few jobs, and the courier that empties the outbox."""
