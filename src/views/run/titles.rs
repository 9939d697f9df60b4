//! Titles of the results and groups of a run.

use crate::model::run_lines::Show;
use crate::model::words;
use crate::view::View;
use voluptas_app::runs::groups::{Group, GroupTitle};
use voluptas_core::domain::result::ResultLine;

/// Title of a group.
pub(super) fn group_title(group: &Group, show: Show, view: &View<'_>) -> String {
    match &group.title {
        GroupTitle::Key(key) => view.text(key).into_owned(),
        GroupTitle::Text(word) if show == Show::By(voluptas_app::runs::groups::GroupBy::Severity) => {
            words::value_name(view.tr, word).into_owned()
        }
        GroupTitle::Text(text) => text.clone(),
    }
}

/// Title of a result, otherwise that of its case.
pub(super) fn title<'a>(result: &'a ResultLine, view: &View<'a>) -> &'a str {
    let own = result.title.as_str();
    if !own.is_empty() {
        return own;
    }
    result.case_id.and_then(|id| view.cases.get(id)).map_or("—", |r| &*r.title)
}
