"""The commands on cases, and the acts by which people give them outside a task."""
