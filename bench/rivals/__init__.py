"""The same notices carried by other queues: each a worker of its own, run by `bench.queues`."""
