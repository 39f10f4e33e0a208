"""Documents (.docx) that people print, sign and file."""
