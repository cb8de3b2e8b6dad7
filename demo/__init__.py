"""A made-up municipality that has worked for a year: everything in it was done by commands."""
