"""What senders' own systems send in: the schema of a notice, reading it, batches of many."""
