"""The rules of the linter, each file one idea; engine/linter.py is the way in."""
