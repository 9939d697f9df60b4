//! State of a list of cases in the address of its page.

use crate::call::{Query, integer};
use crate::web::page_request::PageRequest;
use url::form_urlencoded::Serializer;
use voluptas_core::domain::review::ReviewState;
use voluptas_store::case_pages::InTrash;

/// Part of a case that the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    #[default]
    Case,
    Results,
    Functions,
    History,
    Discussion,
}

impl Tab {
    pub const ALL: [Self; 5] = [Self::Case, Self::Results, Self::Functions, Self::History, Self::Discussion];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Results => "results",
            Self::Functions => "functions",
            Self::History => "history",
            Self::Discussion => "discussion",
        }
    }

    /// The part of an address; the form for an unknown word.
    pub fn of(query: &Query) -> Self {
        let word = query.get("tab").unwrap_or_default();
        Self::ALL.into_iter().find(|tab| tab.as_str() == word).unwrap_or_default()
    }
}

/// Number in the address that means the cases in no suite: suites are counted from 1.
pub const WITHOUT_SUITE: i64 = 0;

/// The state of a list.
#[derive(Debug, Clone, Default)]
pub struct ListState {
    /// Code of the project, in its own letters.
    pub code: String,
    /// Part of the title.
    pub q: String,
    /// Number of the chosen suite.
    pub suite: Option<i64>,
    pub tags: Vec<String>,
    /// True for the smallest number first.
    pub oldest: bool,
    /// Number of the case before the shown part.
    pub cursor: Option<i64>,
    /// Number of the case at the side.
    pub selected: Option<i64>,
    pub trash: InTrash,
    /// True while a new case is written.
    pub create: bool,
    pub review: Option<ReviewState>,
    /// Numbers of the suites that show the suites inside.
    pub open: Vec<i64>,
    /// Part of the title of a suite.
    pub suites_q: String,
    /// True on a narrow screen that shows the suites.
    pub shows_suites: bool,
    pub tab: Tab,
    pub version: Option<i64>,
}

impl ListState {
    /// Reads the state of an address.
    pub fn of(request: &PageRequest, code: &str) -> Self {
        let q = &request.query;
        let number = |name: &str| q.get(name).and_then(integer);
        let list = |name: &str| -> Vec<String> {
            let parts = q.all(name).flat_map(|text| text.split(','));
            parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).take(100).collect()
        };
        let mut tags = list("tags");
        tags.sort();
        tags.dedup();
        Self {
            code: code.to_owned(),
            q: q.get("q").unwrap_or_default().trim().chars().take(255).collect(),
            suite: number("suite_id"),
            tags,
            oldest: q.get("sort") == Some("created_at"),
            cursor: number("cursor"),
            selected: number("selected_id"),
            trash: match q.get("deleted") {
                Some("1") => InTrash::Shown,
                Some("only") => InTrash::Only,
                _ => InTrash::Hidden,
            },
            create: q.get("create").is_some(),
            review: q.get("review").and_then(|word| word.parse().ok()),
            open: list("open").iter().filter_map(|text| integer(text)).collect(),
            suites_q: q.get("suites").unwrap_or_default().trim().to_owned(),
            shows_suites: q.get("show") == Some("suites"),
            tab: Tab::of(q),
            version: number("version"),
        }
    }

    /// The parameters of the state that are not the default.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut add = |name, text: String| {
            if !text.is_empty() {
                pairs.push((name, text));
            }
        };
        let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
        let word = |is: bool, word: &str| if is { word.to_owned() } else { String::new() };
        add("suite_id", number(self.suite));
        add("q", self.q.clone());
        add("tags", self.tags.join(","));
        add("review", self.review.map(|review| review.as_str().to_owned()).unwrap_or_default());
        add("sort", word(self.oldest, "created_at"));
        add(
            "deleted",
            match self.trash {
                InTrash::Hidden => String::new(),
                InTrash::Shown => "1".to_owned(),
                InTrash::Only => "only".to_owned(),
            },
        );
        add("cursor", number(self.cursor));
        add("selected_id", number(self.selected));
        add("create", word(self.create, "1"));
        add("open", self.open.iter().map(i64::to_string).collect::<Vec<_>>().join(","));
        add("suites", self.suites_q.clone());
        add("show", word(self.shows_suites, "suites"));
        add("tab", word(self.tab != Tab::Case, self.tab.as_str()));
        add("version", number(self.version));
        pairs
    }

    /// Address of the list in this state.
    pub fn address(&self) -> String {
        let mut query = Serializer::new(String::new());
        for (name, text) in self.pairs() {
            query.append_pair(name, &text);
        }
        let query = query.finish();
        // Commas are plain in a query, and a person reads them better.
        let query = query.replace("%2C", ",");
        if query.is_empty() { format!("/{}/cases", self.code) } else { format!("/{}/cases?{query}", self.code) }
    }

    /// Address of the list in a changed state.
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut other = self.clone();
        change(&mut other);
        other.address()
    }

    /// The same list with its first part and without a case at the side.
    pub fn anew(&self, change: impl FnOnce(&mut Self)) -> String {
        self.with(|state| {
            state.cursor = None;
            state.shows_suites = false;
            change(state);
        })
    }

    /// True for the cases in no suite.
    pub fn is_without_suite(&self) -> bool {
        self.suite == Some(WITHOUT_SUITE)
    }

    /// True where a filter besides the suite and the order is set.
    pub fn is_filtered(&self) -> bool {
        !self.q.is_empty() || !self.tags.is_empty() || self.review.is_some() || self.trash != InTrash::Hidden
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_is_in_the_address() {
        let state = ListState { code: "SHOP".into(), ..ListState::default() };
        assert_eq!(state.address(), "/SHOP/cases");
        let to = state.with(|s| {
            s.suite = Some(112);
            s.tags = vec!["a b".into(), "промо".into()];
            s.oldest = true;
            s.selected = Some(42);
            s.trash = InTrash::Shown;
        });
        let expected =
            "/SHOP/cases?suite_id=112&tags=a+b,%D0%BF%D1%80%D0%BE%D0%BC%D0%BE&sort=created_at&deleted=1&selected_id=42";
        assert_eq!(to, expected);
        assert_eq!(ListState { cursor: Some(5), ..state }.anew(|s| s.q = "x&y".into()), "/SHOP/cases?q=x%26y");
    }
}
