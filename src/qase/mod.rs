//! Layer 2: a typed client of Qase's API.
