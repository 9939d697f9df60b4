//! Layer 3: long work off the caller's thread.
