"""The steps from a BPMN file to a picture: read, wrap, outline, sign and line."""
