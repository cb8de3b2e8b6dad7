"""The lists that people work from, filtered by policy in SQL."""
