# The domain: names of types, statuses and rules.
