# Settings, credentials, the log.
