"""What people say: routers that read, call a service and answer with a view."""
