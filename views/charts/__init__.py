"""Pictures of how a roadmap stands."""
