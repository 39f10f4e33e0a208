"""Assembly: settings, build, command line."""
