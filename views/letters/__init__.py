"""Letters as pages: templates with their style written into every tag, for any mail program."""
