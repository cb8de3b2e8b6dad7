"""What is written to whom, which facts it holds, by which way it may go and what proves it."""
