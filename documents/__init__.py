"""Letters and files: typesetting, attachments, and process diagrams drawn as SVG."""
