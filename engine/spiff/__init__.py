"""The only place that knows SpiffWorkflow: specs, a live instance, and its state as text."""
