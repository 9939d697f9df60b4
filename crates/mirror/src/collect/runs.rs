//! Finds the source run and the target run.

use super::collected::{Collected, OtherRun, SeenRun, Target};
use crate::error::{Error, Result};
use crate::marker::{self, Origin};
use crate::mirror::Mirror;
use crate::names::{closest, normal};
use crate::options::{SourceRun, TargetRun};
use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_qase::model::Run;
use voluptas_qase::{self as qase, Client, RunFilter};

const DAY: Millis = 24 * 60 * 60 * 1000;
/// Target runs are searched from this long before the start of the source run: clocks differ, and reporters send their own times.
pub(super) const MARGIN: Millis = 2 * DAY;
/// Runs of the requested title whose results are compared, besides the target run: the newest ones.
const ALSO_READ: usize = 10;

async fn by_id(client: &Client, project: &str, id: i64, with_cases: bool) -> Result<Run> {
    match client.refresh().get_run(project, id, with_cases).await {
        Err(qase::Error::NotFound { .. }) => Err(Error::NoRun { project: project.to_owned(), id }),
        outcome => Ok(outcome?),
    }
}

/// Runs of exactly this title, oldest first.
async fn titled(client: &Client, project: &str, title: &str) -> Result<Vec<Run>> {
    let filter = RunFilter { search: Some(title.to_owned()), ..RunFilter::default() };
    let mut runs = client.refresh().list_runs(project, &filter).await?;
    runs.retain(|r| is_titled(r, title));
    Ok(runs)
}

fn is_titled(run: &Run, title: &str) -> bool {
    normal(run.title.trim()) == normal(title.trim())
}

fn ids(runs: &[Run]) -> String {
    runs.iter().map(|r| r.id.to_string()).collect::<Vec<_>>().join(", ")
}

/// The run that results come from, and a warning.
pub(super) async fn source(client: &Client, project: &str, wanted: &SourceRun) -> Result<(SeenRun, Vec<Message>)> {
    let mut warnings = Vec::new();
    let run = match wanted {
        SourceRun::Id(id) => by_id(client, project, *id, true).await?,
        SourceRun::Title(title) => {
            let found = titled(client, project, title).await?;
            if found.len() > 1 {
                warnings.push(Message::new("mirror-warning-several-runs").with("title", title).with("ids", ids(&found)));
            }
            match found.into_iter().next_back() {
                Some(run) => by_id(client, project, run.id, true).await?,
                None => {
                    let all = client.refresh().list_runs(project, &RunFilter::default()).await?;
                    let closest = closest(title, all.iter().map(|r| r.title.as_str()));
                    return Err(Error::NoRunTitle { project: project.to_owned(), title: title.clone(), closest });
                }
            }
        }
        SourceRun::Latest => {
            let all = client.refresh().list_runs(project, &RunFilter::default()).await?;
            // The results of a run that a mirror made are not mirrored on.
            let own = all.iter().rev().find(|run| !marker::is_mirror(run.description.as_deref()));
            let last = own.or(all.last()).ok_or_else(|| Error::NoRuns { project: project.to_owned() })?;
            by_id(client, project, last.id, true).await?
        }
    };
    if run.is_open() {
        warnings.push(Message::new("mirror-warning-open").with("id", run.id));
    }
    Ok((SeenRun::of(&run, None), warnings))
}

/// The chosen target run, with other runs of the source run.
pub(super) struct ChosenTarget {
    pub target: Target,
    /// Other runs that may hold results of the source run.
    pub others: Vec<OtherRun>,
    pub warnings: Vec<Message>,
}

impl From<Target> for ChosenTarget {
    fn from(target: Target) -> Self {
        Self { target, others: Vec::new(), warnings: Vec::new() }
    }
}

/// Finds the target run: first by the trace of the source run, whatever the title is now, then by the title.
pub(super) async fn target(mirror: &Mirror, collected: &Collected) -> Result<ChosenTarget> {
    let (client, project, origin) = (&mirror.target, &collected.target.project, &collected.origin);
    let wanted = &mirror.options.target_run;
    let Some(title) = wanted.title(&collected.run) else {
        let TargetRun::Id(id) = wanted else { return Ok(Target::New(String::new()).into()) };
        return Ok(Target::There(SeenRun::of(&by_id(client, project, *id, true).await?, Some(origin))).into());
    };
    let title = marker::title(title);
    let purpose = mirror.options.purpose();
    let look = StatusClass { project, title: &title, origin, purpose: purpose.as_deref() };
    let since = collected.begin().map(|at| at - MARGIN);
    let mut made = look.since(client, since).await?;
    let found = titled(client, project, &title).await?;
    if made.is_empty() {
        made = found.iter().filter(|r| look.is_it(r)).cloned().collect();
    }
    let any_origin = matches!(wanted, TargetRun::Title(_));
    let (chosen, warning) = if made.is_empty() {
        choose(&found, any_origin)
    } else {
        (made.iter().find(|r| r.is_open()).or(made.last()), several_made(&made))
    };
    let Some(run) = chosen else { return Ok(Target::New(title).into()) };
    let others = others(run.id, &made, &candidates(&found, any_origin), since);
    let run = client.refresh().get_run(project, run.id, true).await?;
    Ok(ChosenTarget { target: Target::There(SeenRun::of(&run, Some(origin))), others, warnings: warning.into_iter().collect() })
}

/// Runs besides the target run in which an earlier mirror may have put results of the source run: those created for it, those
/// that one of these continues, and those of the requested title that were open at the time.
fn others(chosen: i64, made: &[Run], titled: &[&Run], since: Option<Millis>) -> Vec<OtherRun> {
    let mut others: BTreeMap<i64, bool> = BTreeMap::new();
    let was_open = |run: &&&Run| run.is_open() || run.ended().zip(since).is_none_or(|(ended, since)| ended >= since);
    others.extend(titled.iter().rev().filter(was_open).take(ALSO_READ).map(|run| (run.id, false)));
    others.extend(made.iter().flat_map(|run| marker::continued(run.description.as_deref())).map(|id| (id, false)));
    others.extend(made.iter().map(|run| (run.id, true)));
    others.remove(&chosen);
    others.into_iter().map(|(id, is_made)| OtherRun { id, is_made }).collect()
}

/// The warning about several open runs for one source run. One of them comes from a write that arrived late, or from another
/// mirror at the same time.
fn several_made(made: &[Run]) -> Option<Message> {
    let open: Vec<Run> = made.iter().filter(|r| r.is_open()).cloned().collect();
    let first = open.first().filter(|_| open.len() > 1)?;
    Some(Message::new("mirror-warning-doubled-runs").with("ids", ids(&open)).with("id", first.id))
}

/// Runs of the right title that results may go to. Unless the title was requested (`any_origin`), runs that mirror another source
/// run are excluded, because many runs have the same title every night.
fn candidates(found: &[Run], any_origin: bool) -> Vec<&Run> {
    found.iter().filter(|r| any_origin || !marker::is_mirror(r.description.as_deref())).collect()
}

/// Chooses the newest open run of the right title, or the newest closed one.
fn choose(found: &[Run], any_origin: bool) -> (Option<&Run>, Option<Message>) {
    let candidates = candidates(found, any_origin);
    let chosen = candidates.iter().rev().find(|r| r.is_open()).or(candidates.last()).copied();
    let all = candidates.iter().map(|r| r.id.to_string()).collect::<Vec<_>>().join(", ");
    let warning = (candidates.len() > 1)
        .then_some(chosen)
        .flatten()
        .map(|run| Message::new("mirror-warning-several-targets").with("title", &run.title).with("ids", all).with("id", run.id));
    (chosen, warning)
}

/// A search for the runs that a mirror created for a source run.
pub(crate) struct StatusClass<'a> {
    pub project: &'a str,
    /// Title of the target run.
    pub title: &'a str,
    pub origin: &'a Origin,
    /// See [`Origin::description`].
    pub purpose: Option<&'a str>,
}

impl StatusClass<'_> {
    /// True for a run that was created for this source run, either for the same purpose or under the requested title.
    fn is_it(&self, run: &Run) -> bool {
        let purpose = self.origin.purpose(run.description.as_deref());
        purpose.is_some_and(|p| p == self.purpose || is_titled(run, self.title))
    }

    /// True for a run that a search by trace or by title should have found.
    pub(super) fn would_list(&self, run: &Run) -> bool {
        self.is_it(run) || is_titled(run, self.title)
    }

    /// Matching runs that began at `from` or later, oldest first.
    async fn since(&self, client: &Client, from: Option<Millis>) -> qase::Result<Vec<Run>> {
        let from_start_time = from.map(|at| at.div_euclid(1000).max(0));
        self.of(client, RunFilter { from_start_time, ..RunFilter::default() }).await
    }

    async fn of(&self, client: &Client, filter: RunFilter) -> qase::Result<Vec<Run>> {
        let mut runs = client.refresh().list_runs(self.project, &filter).await?;
        runs.retain(|r| self.is_it(r));
        Ok(runs)
    }

    /// The oldest open matching run with this title. Used right after a run was created, when nobody has renamed it yet.
    pub async fn just_made(&self, client: &Client) -> qase::Result<Option<SeenRun>> {
        Ok(self.titled(client).await?.into_iter().find(|run| run.is_open))
    }

    /// The matching runs with this title, oldest first.
    pub async fn titled(&self, client: &Client) -> qase::Result<Vec<SeenRun>> {
        let runs = self.of(client, RunFilter { search: Some(self.title.to_owned()), ..RunFilter::default() }).await?;
        Ok(runs.iter().map(|run| SeenRun::of(run, Some(self.origin))).collect())
    }
}

impl TargetRun {
    /// The title that the run has or gets; `None` when an id was chosen.
    pub(crate) fn title<'a>(&'a self, source: &'a SeenRun) -> Option<&'a str> {
        match self {
            Self::Id(_) => None,
            Self::Title(title) => Some(title),
            Self::SameTitle => Some(&source.title),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(id: i64, description: Option<String>, open: bool) -> Run {
        Run { id, title: "Nightly".into(), description, status: i64::from(!open), ..Run::default() }
    }

    #[test]
    fn the_run_of_last_night_is_not_taken_for_tonights() {
        let other = Origin { project: "AUTO".into(), run: 1 };
        let runs = [run(1, Some(other.description("Nightly", None, &[])), true)];
        assert_eq!(choose(&runs, false).0, None);
        assert_eq!(choose(&runs, true).0.map(|r| r.id), Some(1));
        let runs = [run(1, None, true), run(2, None, true), run(3, None, false)];
        let (chosen, warning) = choose(&runs, false);
        assert_eq!(chosen.map(|r| r.id), Some(2));
        assert!(warning.is_some());
        assert_eq!(choose(&runs[2..], false).0.map(|r| r.id), Some(3));
        assert_eq!(choose(&[], false).0, None);
    }
}
