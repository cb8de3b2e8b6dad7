"""Decision tables (DMN): what they are, how they are read, how their rules give one answer."""
