//! Layer 2: settings, credentials, paths, log.
