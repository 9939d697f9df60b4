//! The entries of the palette for settings.

use std::sync::LazyLock;

use voluptas_settings::Settings;
use voluptas_settings::table::{Kind, Tab};

/// Entries for settings: key of the name, and tab of the dialog. The second account has the same settings as the first one, and one
/// entry for its tab.
pub(super) static SETTINGS: LazyLock<Vec<(&'static str, usize)>> = LazyLock::new(|| {
    let own = Settings::rows().filter(|row| row.kind != Kind::Place).filter_map(|row| row.shown);
    let own = own.filter(|shown| shown.tab != Tab::Second).map(|shown| (shown.label, shown.tab as usize));
    own.chain(UNDECLARED).collect()
});

/// Entries for parts of the dialog that are not in the settings file.
const UNDECLARED: [(&str, usize); 5] = [
    ("gui-settings-folder", 0),
    ("gui-settings-token", 1),
    ("gui-settings-second", 2),
    ("gui-settings-auto-create", 3),
    ("settings-tracker", 3),
];
