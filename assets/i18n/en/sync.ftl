# Collecting, comparing, planning, applying.
