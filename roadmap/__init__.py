"""The domain, pure: bytes and values in, values out; no files, network, clock or database."""
