"""What a form offers to choose among, and how the letter that it would write reads."""
