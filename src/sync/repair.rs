//! Merges doubles that a late write left in Qase.
