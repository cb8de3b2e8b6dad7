"""The cellar: one metadata, one session, one commit."""
