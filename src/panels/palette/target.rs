//! Targets of the palette.

use super::settings_entries::SETTINGS;
use crate::action::{Action, Actions, Nav};
use crate::state::{LeftTab, MiddleTab};
use crate::ui_command::UiCommand;
use voluptas_core::domain::ids::{CaseId, FunctionId, RunId, SuiteId};

/// An item that the palette leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Command(UiCommand),
    Function(FunctionId),
    Case(CaseId),
    Suite(SuiteId),
    Run(RunId),
    Setting(usize),
    /// A project, by its code.
    Project(String),
    Person(String),
    /// The grid of cases, searched for these words in titles, steps and all other texts.
    Texts(String),
}

impl Target {
    /// The name under which it is remembered.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Command(c) => format!("command:{}", c.name()),
            Self::Function(id) => format!("function:{}", id.0),
            Self::Case(id) => format!("case:{}", id.0),
            Self::Suite(id) => format!("suite:{}", id.0),
            Self::Run(id) => format!("run:{}", id.0),
            Self::Setting(i) => format!("setting:{i}"),
            Self::Project(code) => format!("project:{code}"),
            Self::Person(name) => format!("person:{name}"),
            Self::Texts(words) => format!("texts:{words}"),
        }
    }

    /// The function, case or suite with that key.
    pub(super) fn of_row(key: &str) -> Option<Self> {
        let (kind, id) = key.split_once(':')?;
        match kind {
            "function" => Some(Self::Function(FunctionId(id.parse().ok()?))),
            "case" => Some(Self::Case(CaseId(id.parse().ok()?))),
            "suite" => Some(Self::Suite(SuiteId(id.parse().ok()?))),
            _ => None,
        }
    }

    pub(super) fn open(&self, out: &mut Actions) {
        match self {
            Self::Command(c) => out.command(*c),
            Self::Function(id) => out.nav(Nav::Function(*id)),
            Self::Case(id) => out.nav(Nav::FindCase(*id)),
            Self::Suite(id) => out.nav(Nav::SuiteCases(*id)),
            Self::Run(id) => {
                out.nav(Nav::Left(LeftTab::Runs));
                out.nav(Nav::Tab(MiddleTab::Run(id.0)));
            }
            Self::Setting(i) => out.push(Action::OpenSettings(SETTINGS[*i].1)),
            Self::Project(code) => out.push(Action::ShowProject(code.clone())),
            Self::Person(name) => out.nav(Nav::Person(name.clone())),
            Self::Texts(words) => out.nav(Nav::SearchCases(words.clone())),
        }
    }
}
