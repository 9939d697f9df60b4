//! The frame of every page: the bar with the projects and the tabs, the theme, the language.

use super::assets;
use super::page_request::PageRequest;
use super::refused_form::{FormState, RefusedForm};
use crate::error::ApiResult;
use axum::http::{HeaderMap, header};
use std::sync::Arc;
use voluptas_core::domain::user::{Permission, Role};
use voluptas_i18n::Tr;

/// Colours of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Those of the system.
    System,
    Light,
    Dark,
}

impl Theme {
    /// The theme that the browser has chosen.
    pub fn of(headers: &HeaderMap) -> Self {
        cookie(headers, "voluptas_theme").map_or(Self::System, Self::parse)
    }

    pub fn parse(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme that the button of the bar changes to.
    pub fn next(self) -> &'static str {
        match self {
            Self::System => "light",
            Self::Light => "dark",
            Self::Dark => "system",
        }
    }
}

/// Value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|c| c.to_str().ok());
    let mut pairs = cookies.flat_map(|c| c.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(n, _)| *n == name).map(|(_, value)| value)
}

/// A project in the list of the bar.
#[derive(Debug, Clone)]
pub struct ProjectName {
    pub code: String,
    pub title: String,
}

/// A tab of the bar.
#[derive(Debug)]
pub struct TabLink {
    /// `runs`
    pub name: &'static str,
    pub address: String,
    /// Key of its text.
    pub text: &'static str,
    pub is_here: bool,
}

/// The frame of a page.
#[derive(Debug)]
pub struct Frame {
    pub tr: Tr,
    pub lang: &'static str,
    pub theme: Theme,
    /// Changes with the style and the scripts, so that browsers keep them for long.
    pub version: &'static str,
    /// The project of the page; `None` for pages of the whole server.
    pub project: Option<ProjectName>,
    pub projects: Vec<ProjectName>,
    pub tabs: Vec<TabLink>,
    /// Name of the visitor; blank for a page without sign-in.
    pub owner: String,
    pub initials: String,
    /// Key of the forms.
    pub form_key: String,
    /// Address of the page.
    pub here: String,
    /// Role in the project; `None` without a project.
    pub role: Option<Role>,
    /// True for a visitor who administers the whole server.
    pub administers: bool,
    /// The form that was refused.
    pub refused: Option<Arc<RefusedForm>>,
}

impl Frame {
    /// The frame of a page without sign-in.
    pub fn plain(tr: Tr, theme: Theme) -> Self {
        Self {
            tr,
            lang: tr.lang().code(),
            theme,
            version: assets::version(),
            project: None,
            projects: Vec::new(),
            tabs: Vec::new(),
            owner: String::new(),
            initials: String::new(),
            form_key: String::new(),
            here: "/".to_owned(),
            role: None,
            administers: false,
            refused: None,
        }
    }

    /// A form of the page.
    pub fn form(&self, name: &str) -> FormState<'_> {
        FormState::new(name.to_owned(), self.refused.as_deref())
    }

    /// A form of a line of the page.
    pub fn line_form(&self, id: &str) -> FormState<'_> {
        FormState::new(format!("line-{id}"), self.refused.as_deref())
    }

    /// The frame of a request: the projects that the visitor sees, and the tabs of the project of the path.
    pub fn of(request: &PageRequest) -> ApiResult<Self> {
        let mut frame = Self::plain(request.tr, request.theme);
        frame.form_key = request.form_key.clone();
        frame.refused = request.refused.clone();
        frame.here = request.uri.path_and_query().map_or("/", |here| here.as_str()).to_owned();
        let Some(principal) = &request.principal else { return Ok(frame) };
        frame.owner = principal.owner.clone();
        frame.initials = initials(&principal.owner);
        frame.administers = principal.access.allows_in_registry(Permission::Administer);
        let projects = request.read(|tx| Ok(tx.projects().all()?))?;
        let seen = projects.into_iter().filter(|project| principal.sees(project.id));
        frame.projects = seen.map(|project| ProjectName { code: project.code, title: project.title }).collect();
        frame.projects.sort_by_key(|project| project.title.to_lowercase());
        let code = request.code();
        frame.project = frame.projects.iter().find(|project| project.code.eq_ignore_ascii_case(code)).cloned();
        frame.role = frame.project.as_ref().and_then(|project| principal.role_in(&project.code));
        // The tabs of a page of the whole server lead to the first project.
        frame.tabs = links(frame.project.as_ref().or_else(|| frame.projects.first()), request.uri.path());
        Ok(frame)
    }

    /// The project with this code, among those that the visitor sees.
    pub fn seen(&self, code: &str) -> Option<&ProjectName> {
        self.projects.iter().find(|project| project.code.eq_ignore_ascii_case(code))
    }

    /// Makes the tabs of a page of the whole server lead to the project that the visitor came from.
    pub fn lead_to(&mut self, code: &str) {
        if let Some(project) = self.seen(code) {
            self.tabs = links(Some(project), "");
        }
    }

    /// Code of the project; blank without one.
    pub fn code(&self) -> &str {
        self.project.as_ref().map_or("", |project| &project.code)
    }

    /// True where the visitor may change cases of the project.
    pub fn writes_cases(&self) -> bool {
        self.role.is_some_and(|role| role.allows(Permission::WriteCases))
    }

    /// True where the visitor may add results to runs of the project.
    pub fn writes_results(&self) -> bool {
        self.role.is_some_and(|role| role.allows(Permission::WriteResults))
    }

    /// True where the visitor manages the project.
    pub fn manages(&self) -> bool {
        self.role.is_some_and(|role| role.allows(Permission::Manage))
    }
}

/// The tabs, with the one of the page at `path`. Results are imported among the runs.
fn links(project: Option<&ProjectName>, path: &str) -> Vec<TabLink> {
    let mut tabs = vec![TabLink { name: "home", address: "/".to_owned(), text: "web-tab-home", is_here: path == "/" }];
    let Some(project) = project else { return tabs };
    let is_below = |address: &str| path.strip_prefix(address).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let import = format!("/{}/import", project.code);
    for (name, text) in [
        ("functions", "web-tab-functions"),
        ("cases", "web-tab-cases"),
        ("runs", "web-tab-runs"),
        ("trends", "web-tab-trends"),
        ("settings", "web-tab-settings"),
    ] {
        let address = format!("/{}/{name}", project.code);
        let is_import = match name {
            "cases" => path != import && is_below(&import),
            "runs" => path == import,
            _ => false,
        };
        let is_here = is_import || is_below(&address);
        tabs.push(TabLink { name, address, text, is_here });
    }
    tabs
}

/// `IS` of `Irina Shag`, `GI` of `gitlab`.
pub fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let letters: String = match words.as_slice() {
        [] => String::new(),
        [one] => one.chars().take(2).collect(),
        [first, .., last] => first.chars().take(1).chain(last.chars().take(1)).collect(),
    };
    letters.to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_an_import_belongs_to_a_tab() {
        let project = ProjectName { code: "DEMO".to_owned(), title: "Demo".to_owned() };
        for (path, name) in [("/DEMO/import", "runs"), ("/DEMO/import/cases/7", "cases"), ("/DEMO/runs/1", "runs")] {
            let here: Vec<_> = links(Some(&project), path).into_iter().filter(|tab| tab.is_here).map(|tab| tab.name).collect();
            assert_eq!(here, [name], "{path}");
        }
    }

    #[test]
    fn initials_of_names() {
        for (name, letters) in [("Irina Shag", "IS"), ("gitlab", "GI"), ("Анна  Мария Лис", "АЛ"), ("", ""), ("x", "X")]
        {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
