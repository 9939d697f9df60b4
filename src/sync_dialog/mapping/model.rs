//! The lines of the mapping, filtered and sorted. No drawing here.

use std::collections::HashMap;

use crate::sync_dialog::context::TabContext;
use voluptas_app::sync::mapping::MappingRead;
use voluptas_core::base::fold::{fold, natural_key};
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_ui::memo::next_number;

/// A kind of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// Links.
    #[default]
    Mapped,
    /// Functions without a case.
    Functions,
    /// Cases without a function.
    Cases,
    /// Suggested links.
    Suggestions,
    /// Links of a case that several functions share, and of cases of one function that have the same title.
    Doubles,
}

impl Show {
    /// All kinds, in the order of their filters.
    pub const ALL: [Self; 5] = [Self::Mapped, Self::Functions, Self::Cases, Self::Suggestions, Self::Doubles];

    /// Key of the name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Mapped => "sync-dialog-show-mapped",
            Self::Functions => "sync-dialog-show-functions",
            Self::Cases => "sync-dialog-show-cases",
            Self::Suggestions => "sync-dialog-show-suggestions",
            Self::Doubles => "sync-dialog-show-doubles",
        }
    }
}

/// The lines of the mapping with their texts.
#[derive(Debug, Default)]
pub struct Model {
    /// The mapping as read from the workspace.
    pub read: MappingRead,
    /// Tells one mapping that was read from another.
    pub number: u64,
    /// Indices of the shown lines in `rows`, `lonely_functions`, `lonely_cases` or `suggestions`.
    pub view: Vec<u32>,
    functions: HashMap<FunctionId, usize>,
    cases: HashMap<CaseId, usize>,
    folded_rows: Vec<String>,
    pub(super) folded_functions: Vec<String>,
    pub(super) folded_cases: Vec<String>,
    /// The longest FuncID, which decides the width of its column.
    pub(super) longest_id: String,
    code: String,
}

impl Model {
    /// Prepares the mapping for display.
    pub fn new(cx: &TabContext<'_>, read: MappingRead) -> Self {
        let code = cx.project.unwrap_or_default().to_uppercase();
        let id = |case: CaseId| read.qase_ids.get(&case).map(|id| format!("{code}-{id}")).unwrap_or_default();
        let rows = read.rows.iter();
        let ids = read.functions.iter().map(|f| f.func_id.as_str());
        let longest_id = ids.max_by_key(|id| id.chars().count()).unwrap_or_default().to_owned();
        Self {
            functions: read.functions.iter().enumerate().map(|(i, f)| (f.id, i)).collect(),
            cases: read.cases.iter().enumerate().map(|(i, c)| (c.id, i)).collect(),
            folded_rows: rows
                .map(|r| fold(&format!("{} {} {} {}", r.func_id, r.function_title, id(r.case_id), r.case_title)))
                .collect(),
            folded_functions: read.functions.iter().map(|f| fold(&format!("{} {}", f.func_id, f.title))).collect(),
            folded_cases: read.cases.iter().map(|c| fold(&format!("{} {}", id(c.id), c.title))).collect(),
            view: Vec::new(),
            number: next_number(),
            longest_id,
            code,
            read,
        }
    }

    /// FuncID and title of a function.
    pub fn function(&self, id: FunctionId) -> (&str, &str) {
        self.functions.get(&id).map(|&i| &self.read.functions[i]).map_or(("", ""), |f| (&f.func_id, &f.title))
    }

    /// Title of a case.
    pub fn case(&self, id: CaseId) -> &str {
        self.cases.get(&id).map_or("", |&i| &self.read.cases[i].title)
    }

    /// `SHOP-42`, or an empty text for a case that is not in Qase.
    pub fn case_id(&self, id: CaseId) -> String {
        self.read.qase_ids.get(&id).map(|n| format!("{}-{n}", self.code)).unwrap_or_default()
    }

    /// Number of lines of a kind.
    pub fn count(&self, show: Show) -> usize {
        match show {
            Show::Mapped => self.read.rows.len(),
            Show::Functions => self.read.lonely_functions.len(),
            Show::Cases => self.read.lonely_cases.len(),
            Show::Suggestions => self.read.suggestions.len(),
            Show::Doubles => self.read.doubles.len(),
        }
    }

    /// Rebuilds the view. Called when kind, search, order or content change, not in every pass.
    pub fn rebuild(&mut self, show: Show, search: &str, sort: Option<(usize, bool)>) {
        let search = fold(search);
        let words: Vec<&str> = search.split_whitespace().collect();
        let fits = |text: &str| words.iter().all(|w| text.contains(w));
        let function = |id: FunctionId| self.functions.get(&id).map_or("", |&i| self.folded_functions[i].as_str());
        let case = |id: CaseId| self.cases.get(&id).map_or("", |&i| self.folded_cases[i].as_str());
        let read = &self.read;
        let shown = |i: usize| match show {
            Show::Mapped => fits(&self.folded_rows[i]),
            Show::Doubles => {
                let row = &read.rows[i];
                read.doubles.contains(&(row.function_id, row.case_id)) && fits(&self.folded_rows[i])
            }
            Show::Functions => fits(function(read.lonely_functions[i])),
            Show::Cases => fits(case(read.lonely_cases[i])),
            Show::Suggestions => {
                let s = &read.suggestions[i];
                words.iter().all(|w| function(s.function_id).contains(w) || case(s.case_id).contains(w))
            }
        };
        let total = if show == Show::Doubles { read.rows.len() } else { self.count(show) };
        let mut view: Vec<u32> = (0..total).filter(|&i| shown(i)).map(|i| i as u32).collect();
        if let Some((column, down)) = sort {
            view.sort_by_cached_key(|&i| natural_key(&self.cell(show, i as usize, column)));
            if down {
                view.reverse();
            }
        }
        self.view = view;
    }

    /// The text of a cell, for sorting.
    fn cell(&self, show: Show, i: usize, column: usize) -> String {
        let (function, case, last) = match show {
            Show::Mapped | Show::Doubles => {
                let r = &self.read.rows[i];
                let origin: &'static str = r.origin.into();
                (Some(r.function_id), Some(r.case_id), origin.to_owned())
            }
            Show::Functions => (Some(self.read.lonely_functions[i]), None, String::new()),
            Show::Cases => (None, Some(self.read.lonely_cases[i]), String::new()),
            Show::Suggestions => {
                let s = &self.read.suggestions[i];
                (Some(s.function_id), Some(s.case_id), format!("{:.3}", 1.0 - s.score))
            }
        };
        match column {
            0 => function.map(|f| self.function(f).0.to_owned()).unwrap_or_default(),
            1 => function.map(|f| self.function(f).1.to_owned()).unwrap_or_default(),
            2 => case.map(|c| self.case_id(c)).unwrap_or_default(),
            3 => case.map(|c| self.case(c).to_owned()).unwrap_or_default(),
            _ => last,
        }
    }
}
