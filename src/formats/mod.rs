//! Layer 2: files of others, read and written.
