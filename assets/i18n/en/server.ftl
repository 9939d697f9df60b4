# The embedded server.
