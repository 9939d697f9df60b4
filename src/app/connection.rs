//! How this workspace reaches Qase: the client built from what is in force of the settings.
