//! Layer 3: the sync engine.
