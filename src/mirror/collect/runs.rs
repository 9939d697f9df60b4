//! Which run the results come from, and which they go to.

use super::{Collected, Target};
use crate::base::Millis;
use crate::domain::Message;
use crate::mirror::Mirror;
use crate::mirror::error::{Error, Result};
use crate::mirror::marker::{self, Origin};
use crate::mirror::names::closest;
use crate::mirror::options::{SourceRun, TargetRun};
use crate::qase::model::Run;
use crate::qase::{self, Client, RunFilter};

/// What is known of a run that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SeenRun {
    pub id: i64,
    pub title: String,
    pub is_open: bool,
    pub started: Option<Millis>,
    /// Its cases; known of the target run alone.
    pub cases: Vec<i64>,
}

impl SeenRun {
    fn of(run: &Run) -> Self {
        Self { id: run.id, title: run.title.clone(), is_open: run.is_open(), started: run.started(), cases: run.cases.clone() }
    }
}

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
    runs.retain(|r| r.title.trim() == title.trim());
    Ok(runs)
}

fn ids(runs: &[Run]) -> String {
    runs.iter().map(|r| r.id.to_string()).collect::<Vec<_>>().join(", ")
}

/// The run that results come from, and a warning.
pub(super) async fn source(client: &Client, project: &str, wanted: &SourceRun) -> Result<(SeenRun, Vec<Message>)> {
    let mut warnings = Vec::new();
    let run = match wanted {
        SourceRun::Id(id) => by_id(client, project, *id, false).await?,
        SourceRun::Title(title) => {
            let found = titled(client, project, title).await?;
            if found.len() > 1 {
                warnings.push(Message::new("mirror-warning-several-runs").with("title", title).with("ids", ids(&found)));
            }
            match found.into_iter().next_back() {
                Some(run) => run,
                None => {
                    let all = client.refresh().list_runs(project, &RunFilter::default()).await?;
                    let closest = closest(title, all.iter().map(|r| r.title.as_str()));
                    return Err(Error::NoRunTitle { project: project.to_owned(), title: title.clone(), closest });
                }
            }
        }
        SourceRun::Latest => {
            let all = client.refresh().list_runs(project, &RunFilter::default()).await?;
            all.into_iter().next_back().ok_or_else(|| Error::NoRuns { project: project.to_owned() })?
        }
    };
    if run.is_open() {
        warnings.push(Message::new("mirror-warning-open").with("id", run.id));
    }
    Ok((SeenRun::of(&run), warnings))
}

/// The run that results go to, and a warning.
pub(super) async fn target(mirror: &Mirror, collected: &Collected) -> Result<(Target, Vec<Message>)> {
    let (client, project) = (&mirror.target, &collected.target.project);
    let wanted = &mirror.options.target_run;
    let Some(title) = wanted.title(&collected.run) else {
        let TargetRun::Id(id) = wanted else { return Ok((Target::New(String::new()), Vec::new())) };
        return Ok((Target::There(SeenRun::of(&by_id(client, project, *id, true).await?)), Vec::new()));
    };
    let title = marker::title(title);
    let found = titled(client, project, &title).await?;
    let any_origin = matches!(wanted, TargetRun::Title(_));
    let (chosen, warning) = choose(&found, &collected.origin, any_origin);
    match chosen {
        None => Ok((Target::New(title), Vec::new())),
        Some(run) => {
            let run = client.refresh().get_run(project, run.id, true).await?;
            Ok((Target::There(SeenRun::of(&run)), warning.into_iter().collect()))
        }
    }
}

/// Of runs of the right title: the one that was made for this very source run, else the newest that is open, else the newest.
/// Unless the title was asked for, a run that mirrors another run is no candidate: many runs are called the same every night.
fn choose<'a>(found: &'a [Run], origin: &Origin, any_origin: bool) -> (Option<&'a Run>, Option<Message>) {
    let made: Vec<&Run> = found.iter().filter(|r| origin.made(r.description.as_deref())).collect();
    if let Some(first) = made.iter().find(|r| r.is_open()).or(made.first()) {
        return (Some(first), None);
    }
    let candidates: Vec<&Run> = found.iter().filter(|r| any_origin || !marker::is_mirror(r.description.as_deref())).collect();
    let chosen = candidates.iter().rev().find(|r| r.is_open()).or(candidates.last()).copied();
    let all = candidates.iter().map(|r| r.id.to_string()).collect::<Vec<_>>().join(", ");
    let warning = (candidates.len() > 1)
        .then_some(chosen)
        .flatten()
        .map(|run| Message::new("mirror-warning-several-targets").with("title", &run.title).with("ids", all).with("id", run.id));
    (chosen, warning)
}

/// The oldest open run that was made for this source run, under this title.
pub(crate) async fn find_made(client: &Client, project: &str, title: &str, origin: &Origin) -> qase::Result<Option<SeenRun>> {
    let filter = RunFilter { search: Some(title.to_owned()), ..RunFilter::default() };
    let mut runs = client.refresh().list_runs(project, &filter).await?;
    runs.retain(|r| r.title.trim() == title && origin.made(r.description.as_deref()) && r.is_open());
    Ok(runs.first().map(SeenRun::of))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(id: i64, description: Option<String>, open: bool) -> Run {
        Run { id, title: "Nightly".into(), description, status: i64::from(!open), ..Run::default() }
    }

    #[test]
    fn the_run_of_last_night_is_not_taken_for_tonights() {
        let origin = Origin { project: "AUTO".into(), run: 2 };
        let other = Origin { project: "AUTO".into(), run: 1 };
        let runs = [run(1, Some(other.description("Nightly")), true)];
        assert_eq!(choose(&runs, &origin, false).0, None);
        assert_eq!(choose(&runs, &origin, true).0.map(|r| r.id), Some(1));
        let runs = [runs[0].clone(), run(2, Some(origin.description("Nightly")), true), run(3, None, true)];
        assert_eq!(choose(&runs, &origin, false).0.map(|r| r.id), Some(2));
        let runs = [run(1, None, true), run(2, None, true), run(3, None, false)];
        let (chosen, warning) = choose(&runs, &origin, false);
        assert_eq!(chosen.map(|r| r.id), Some(2));
        assert!(warning.is_some());
        assert_eq!(choose(&runs[2..], &origin, false).0.map(|r| r.id), Some(3));
        assert_eq!(choose(&[], &origin, false).0, None);
    }
}
