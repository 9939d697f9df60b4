//! Layer 2: Russian and English texts.
