//! Layer 1: the values of the product and their rules.
