//! Functions as lines of a tree.

use std::sync::Arc;

use super::row::FunctionRow;
use crate::model::rollup::dot_of;
use crate::model::words;
use voluptas_app::functions::coverage::CoverageState;
use voluptas_core::domain::function::FunctionType;
use voluptas_i18n::Tr;
use voluptas_ui::widgets::{TreeItem, TreeLines};

/// Makes the lines of the tree of functions.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) rows: Arc<Vec<FunctionRow>>,
    pub(super) tr: Tr,
}

impl TreeLines for Lines {
    fn item(&self, index: usize) -> TreeItem {
        self.rows.get(index).map(|row| tree_item(row, self.tr)).unwrap_or_default()
    }

    /// Meaning of the coverage dot, with the counted cases and results.
    fn note(&self, index: usize) -> String {
        let Some(coverage) = self.rows.get(index).map(|row| &row.coverage).filter(|c| c.testable > 0) else {
            return String::new();
        };
        let meaning = words::dot_name(self.tr, dot_of(coverage));
        if coverage.testable == 1 {
            return meaning.into_owned();
        }
        let numbers = [("covered", i64::from(coverage.covered).into()), ("total", i64::from(coverage.testable).into())];
        format!("{meaning} ({})", self.tr.fmt("window-dot-covered", &numbers))
    }
}

fn tree_item(row: &FunctionRow, tr: Tr) -> TreeItem {
    let f = &row.function;
    let title = row.title();
    let coverage = &row.coverage;
    TreeItem {
        key: f.id.0,
        depth: row.depth,
        icon: Some(words::type_icon(f.kind)),
        title: if title.len() == f.title.len() { f.title.clone() } else { title.into() },
        also: match &f.alias {
            Some(alias) => format!("{} · {alias}", f.func_id).into(),
            None => f.func_id.as_str().into(),
        },
        strong: row.depth == 0 || matches!(f.kind, FunctionType::Module),
        dim: f.words.status.as_deref() == Some("Deprecated"),
        critical: f.is_crit,
        focus: f.is_focus,
        link: false,
        right: match coverage.state() {
            CoverageState::Nothing => "".into(),
            _ => tr.percent(u64::from(coverage.covered), u64::from(coverage.testable)).into(),
        },
        right_short: "".into(),
        coverage: Some(dot_of(coverage)),
        look: None,
        note: "".into(),
    }
}
