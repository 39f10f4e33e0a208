"""The demonstration: a fictional district, its roadmap and its people."""
