"""What a case is, and the lists that people work from."""
