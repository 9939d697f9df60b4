# The workspace file.
