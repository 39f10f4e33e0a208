"""How a message gets there: plain values, and the adapters that carry them."""
