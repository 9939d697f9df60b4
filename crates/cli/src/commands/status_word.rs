//! The status of a result in the answers of several commands.

use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Tr;

/// The word of a status within a sentence or a table; a status of the workspace's own as it is.
pub(super) fn status_word(status: &ResultStatus, tr: Tr) -> String {
    let key = format!("server-status-{}", status.slug().replace('_', "-"));
    if tr.has(&key) { tr.text(&key).into_owned() } else { status.slug().to_owned() }
}
