"""What people see: domain value and locale in, Message out."""
