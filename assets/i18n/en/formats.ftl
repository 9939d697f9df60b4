# Files of others: what was read, taken and left out.
