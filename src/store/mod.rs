//! Layer 2: the workspace file.
