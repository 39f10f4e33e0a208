"""The real process, driven over HTTP and SMTP."""
