"""What stands on the pages of a PDF, in the order of reading, and what only seems to."""
