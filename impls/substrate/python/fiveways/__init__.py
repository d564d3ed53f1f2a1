"""What the Python cells share: their start and stop, accepting, and the port of each workload's session."""
