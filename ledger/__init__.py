"""What happened and who looked: append-only, chained by hashes, verifiable."""
