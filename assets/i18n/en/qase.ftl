# Talking to Qase.
