"""How a process runs; knows nothing of what the processes are about."""
