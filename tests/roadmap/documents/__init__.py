"""Documents to drafts: real shapes, generated documents, hostile files."""
