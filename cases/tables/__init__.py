"""The tables of cases: columns and constraints, no behaviour."""
