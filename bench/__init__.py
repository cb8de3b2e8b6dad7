"""How fast it is on this machine, and whether anything is lost when processes are killed."""
