//! Reads Qase's side into plain values.

use super::convert::{self, Fields};
use super::error::{Error, Result};
use super::report::Stage;
use super::session::Session;
use super::snapshot::{Remote, RemoteCase, RemoteSuite, SuiteRef};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_qase::model::FieldEntity;
use voluptas_qase::{self as qase, CaseFilter};

/// Most objects missing in a list that are asked for one by one.
const LOOK_AT_MOST: usize = 300;

/// Facts about the account and the project that are read before the suites and cases.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// Title of the project.
    pub title: String,
    /// Number of cases in the project.
    pub cases: u64,
    /// Meaning of the account's option and field numbers.
    pub fields: Fields,
    /// Facts that a person should know.
    pub warnings: Vec<Message>,
    /// Titles of custom fields in the workspace. They match fields to the account's fields.
    known_titles: Vec<String>,
}

/// Reads project and fields: three requests. An account whose fields cannot be read gets Qase's default ones, with a warning.
pub(crate) async fn account(session: &Session, known_titles: &[String]) -> Result<Account> {
    session.step(Stage::ReadSuites, 0, 0, "")?;
    let client = session.fresh();
    let project = client.get_project(&session.project).await?;
    let mut warnings = Vec::new();
    let system = bearable(client.list_system_fields().await, "sync-warning-no-system-fields", &mut warnings)?;
    let before = warnings.len();
    let custom =
        bearable(client.list_custom_fields(Some(FieldEntity::Case)).await, "sync-warning-no-custom-fields", &mut warnings)?;
    let fields = Fields::read(&system, &custom, &session.project, known_titles);
    Ok(Account {
        title: project.title,
        cases: u64::try_from(project.counts.cases).unwrap_or(0),
        fields: if warnings.len() > before { fields.without_custom() } else { fields },
        warnings,
        known_titles: known_titles.to_vec(),
    })
}

/// Replaces a list that the server lacks or refuses by an empty one, with a warning.
fn bearable<T>(outcome: qase::Result<Vec<T>>, key: &str, warnings: &mut Vec<Message>) -> Result<Vec<T>> {
    match outcome {
        Ok(list) => Ok(list),
        Err(e @ (qase::Error::NotFound { .. } | qase::Error::Forbidden { .. } | qase::Error::PaymentRequired { .. })) => {
            tracing::warn!(error = %e, "{}", e.message().key);
            warnings.push(Message::new(key));
            Ok(Vec::new())
        }
        Err(e) => Err(e.into()),
    }
}

/// Reads all suites. A parent that does not exist, or a circle of parents, becomes the root.
pub(crate) async fn suites(session: &Session) -> Result<BTreeMap<i64, RemoteSuite>> {
    let read = session.listing(Stage::ReadSuites).list_suites(&session.project).await?;
    let mut suites: BTreeMap<i64, RemoteSuite> = read.iter().map(|s| (s.id, convert::suite(s))).collect();
    look_for_suites(session, BTreeSet::new(), &mut suites).await?;
    Ok(suites)
}

/// Asks for suites by id: the wanted ones and the parents that the list lacks. A list with gaps must not move a suite to the root
/// or cause it to be created again.
///
/// # Errors
/// [`Error::ShortList`] when too many are missing and the project has more suites than the list.
pub(crate) async fn look_for_suites(
    session: &Session,
    mut wanted: BTreeSet<i64>,
    suites: &mut BTreeMap<i64, RemoteSuite>,
) -> Result<()> {
    let (client, mut asked) = (session.fresh(), BTreeSet::new());
    loop {
        wanted.extend(suites.values().filter_map(|s| s.state.place.qase_id()));
        wanted.retain(|id| !suites.contains_key(id) && !asked.contains(id));
        if wanted.is_empty() {
            break;
        }
        if asked.len() + wanted.len() > LOOK_AT_MOST {
            let counted = client.get_project(&session.project).await?.counts.suites;
            if counted > i64::try_from(suites.len()).unwrap_or(i64::MAX) {
                return Err(Error::ShortList { project: session.project.clone(), missing: wanted.len() as u64 });
            }
            break;
        }
        for id in std::mem::take(&mut wanted) {
            session.step(Stage::ReadSuites, asked.len(), 0, "")?;
            asked.insert(id);
            match client.get_suite(&session.project, id).await {
                Ok(suite) => drop(suites.insert(id, convert::suite(&suite))),
                Err(qase::Error::NotFound { .. }) => {}
                Err(e) => return Err(e.into()),
            }
        }
    }
    straighten(suites);
    Ok(())
}

/// Asks for cases by id that a list of the whole project, with `listed` cases, lacks. Adds them to `remote`, as cases or as gone.
///
/// # Errors
/// [`Error::ShortList`] when too many are missing and the project has more cases than the list.
pub(crate) async fn look_for_cases(
    session: &Session,
    fields: &Fields,
    missing: &[i64],
    listed: usize,
    remote: &mut Remote,
) -> Result<()> {
    if missing.len() <= LOOK_AT_MOST {
        return some_cases(session, fields, missing, Stage::ReadCases, remote).await;
    }
    let counted = session.fresh().get_project(&session.project).await?.counts.cases;
    if counted > i64::try_from(listed).unwrap_or(i64::MAX) {
        return Err(Error::ShortList { project: session.project.clone(), missing: missing.len() as u64 });
    }
    remote.gone.extend(missing);
    Ok(())
}

fn straighten(suites: &mut BTreeMap<i64, RemoteSuite>) {
    let ids: Vec<i64> = suites.keys().copied().collect();
    for id in ids {
        let mut seen = BTreeSet::from([id]);
        let mut at = suites.get(&id).and_then(|s| s.state.place.qase_id());
        while let Some(parent) = at {
            if !suites.contains_key(&parent) || !seen.insert(parent) {
                break;
            }
            at = suites.get(&parent).and_then(|s| s.state.place.qase_id());
        }
        // End of the way up: the root, a suite that does not exist, or a suite that was passed before.
        let broken = match at {
            None => None,
            Some(parent) if !suites.contains_key(&parent) => suites
                .values()
                .find(|s| seen.contains(&s.qase_id) && s.state.place == SuiteRef::Remote(parent))
                .map(|s| s.qase_id),
            Some(_) => Some(id),
        };
        if let Some(suite) = broken.and_then(|id| suites.get_mut(&id)) {
            suite.state.place = SuiteRef::Root;
        }
    }
}

/// Reads cases: all of them, or those of some suites, whichever takes fewer requests. When a case has an option or a field that
/// the definitions lack, reads the definitions again, because somebody may have added it in between.
pub(crate) async fn cases(
    session: &Session,
    account: &mut Account,
    suites: &mut BTreeMap<i64, RemoteSuite>,
    scope: Option<&BTreeSet<i64>>,
) -> Result<BTreeMap<i64, RemoteCase>> {
    let client = session.listing(Stage::ReadCases);
    let pages = |cases: u64| cases.div_ceil(100).max(1);
    let by_suite: Option<u64> = scope
        .map(|ids| ids.iter().filter_map(|id| suites.get(id)).map(|s| pages(u64::try_from(s.cases_count).unwrap_or(0))).sum());
    let mut read = Vec::new();
    match scope {
        Some(ids) if by_suite.is_some_and(|n| n < pages(account.cases)) => {
            for (done, id) in ids.iter().enumerate() {
                session.step(Stage::ReadCases, done, ids.len(), "")?;
                read.extend(session.fresh().list_cases(&session.project, &CaseFilter::suite(*id)).await?);
            }
        }
        _ => read = client.list_cases(&session.project, &CaseFilter::default()).await?,
    }
    let places = read.iter().filter(|c| !c.is_deleted()).filter_map(|c| c.suite_id.filter(|id| *id > 0));
    look_for_suites(session, places.collect(), suites).await?;
    let understood = |fields: &Fields, suites: &_| -> BTreeMap<i64, RemoteCase> {
        let cases = read.iter().filter(|c| !c.is_deleted()).map(|c| (c.id, case(c, fields, suites)));
        cases.filter(|(_, c)| in_scope(c, scope)).collect()
    };
    let cases = understood(&account.fields, suites);
    if account.fields.shows_custom() && cases.values().any(RemoteCase::is_of_newer_fields) {
        let newer = self::account(session, &account.known_titles).await?.fields;
        if newer != account.fields {
            account.fields = newer;
            return Ok(understood(&account.fields, suites));
        }
    }
    Ok(cases)
}

fn in_scope(case: &RemoteCase, scope: Option<&BTreeSet<i64>>) -> bool {
    scope.is_none_or(|ids| case.state.place.qase_id().is_some_and(|id| ids.contains(&id)))
}

/// Converts one case. A suite that does not exist becomes the root.
pub(crate) fn case(sent: &qase::model::Case, fields: &Fields, suites: &BTreeMap<i64, RemoteSuite>) -> RemoteCase {
    let mut case = convert::case(sent, fields);
    if case.state.place.qase_id().is_some_and(|id| !suites.contains_key(&id)) {
        case.state.place = SuiteRef::Root;
    }
    case
}

/// Reads single cases. A case that does not exist is recorded as gone.
pub(crate) async fn some_cases(session: &Session, fields: &Fields, ids: &[i64], stage: Stage, remote: &mut Remote) -> Result<()> {
    let client = session.fresh();
    for (done, id) in ids.iter().enumerate() {
        session.step(stage, done, ids.len(), "")?;
        match client.get_case(&session.project, *id).await {
            Ok(sent) if sent.is_deleted() => {
                remote.gone.insert(*id);
            }
            Ok(sent) => {
                remote.cases.insert(*id, case(&sent, fields, &remote.suites));
            }
            Err(qase::Error::NotFound { .. }) => {
                remote.gone.insert(*id);
            }
            Err(e) => return Err(e.into()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::SuiteState;
    use voluptas_core::domain::suite::SuiteContent;

    #[test]
    fn a_broken_tree_becomes_a_tree() {
        let suite = |id: i64, parent: Option<i64>| {
            let content = SuiteContent { title: format!("S{id}"), ..Default::default() };
            let state = SuiteState { content, place: SuiteRef::remote(parent) };
            let (payload, hash) = (String::new(), String::new());
            let s = RemoteSuite { qase_id: id, position: 0, state, cases_count: 0, payload, hash, trace: None, created_at: None };
            (id, s)
        };
        let mut suites: BTreeMap<i64, RemoteSuite> =
            [suite(1, Some(2)), suite(2, Some(1)), suite(3, Some(99)), suite(4, Some(3)), suite(5, Some(5))].into();
        straighten(&mut suites);
        let parents: Vec<Option<i64>> = suites.values().map(|s| s.state.place.qase_id()).collect();
        assert_eq!(parents, [None, Some(1), None, Some(3), None]);
    }
}
