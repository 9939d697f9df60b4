//! Layer 4: the use cases that the window and the command line share.
