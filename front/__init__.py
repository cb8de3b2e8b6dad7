"""What app.py and cli.py are made of: the parts joined, commands of the command line, serving."""
