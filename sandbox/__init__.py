"""The far ends of the wire: a local Bot API, a mailbox and a clock in a browser."""
