"""What `make bench` measures: each row of the table in docs/performance.md is one subject."""
