//! Layer 5: the store as a Qase-compatible server.
