//! The project that a command writes into, and the run that it reads.

use crate::errors::CliError;
use crate::exit::Exit;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_app::cases::file::Target;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::project::{Project, is_valid_code};
use voluptas_core::domain::run::Run;
use voluptas_core::domain::test_name::{self, TestName};
use voluptas_store::{self as store, Store, Tx};

/// The project with a code. Created without a question where there is no project yet: nothing can be mistyped then.
pub(super) fn find(store: &Store, code: &str, may_create: bool) -> Result<Target, CliError> {
    let code = code.trim().to_uppercase();
    let (found, is_empty) = store.read(|tx| Ok((tx.projects().by_code(&code)?, tx.projects().all()?.is_empty())))?;
    match found {
        Some(project) => Ok(Target::Existing(project)),
        // Said before anything is planned, so that a dry run promises nothing that the write then refuses.
        None if !is_valid_code(&code) => Err(CliError::usage(Message::new("invalid-project-code").with("code", &code))),
        None if is_empty || may_create => Ok(Target::of_code(code)),
        // A flag is missing, or the code is mistyped.
        None => Err(CliError::usage(no_project(&code)).remedy(Message::new("cli-remedy-create-project"))),
    }
}

/// The project with a code, for a command that reads.
pub(super) fn existing(store: &Store, code: &str) -> Result<Project, CliError> {
    let code = code.trim().to_uppercase();
    store.read(|tx| tx.projects().by_code(&code))?.ok_or_else(|| missing(&code))
}

/// The run of a project with a number; the newest in the one order of runs without one.
pub(super) fn run(store: &Store, project: &Project, number: Option<i64>) -> Result<Run, CliError> {
    let run = store.read(|tx| match number {
        Some(number) => Ok(Some(tx.runs().by_number(project.id, number)?)),
        None => Ok(tx.runs().newest(project.id, 1)?.pop()),
    })?;
    run.ok_or_else(|| CliError::new(Exit::Nothing, Message::new("cli-error-no-runs").with("code", &project.code)))
}

/// Codes of cases by id, as `SHOP-42`.
pub(super) fn case_codes(tx: &Tx<'_>, cases: impl IntoIterator<Item = CaseId>) -> Result<BTreeMap<CaseId, String>, store::Error> {
    let ids: Vec<CaseId> = cases.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    Ok(tx.case_codes(&ids)?.into_iter().map(|(case, code)| (case, code.into())).collect())
}

/// Names of some tests of a project, with the labels that distinguish tests of the same name.
pub(super) fn distinct_names<'n>(tests: impl Iterator<Item = &'n TestName> + Clone) -> Vec<String> {
    let labels = test_name::labels_of_some(tests.clone());
    tests.zip(labels).map(|(test, label)| test.in_parentheses(&label)).collect()
}

/// The error of a command that reads a project that is not there.
pub(super) fn missing(code: &str) -> CliError {
    CliError::new(Exit::Nothing, no_project(code))
}

fn no_project(code: &str) -> Message {
    Message::new("cli-error-no-own-project").with("code", code)
}
