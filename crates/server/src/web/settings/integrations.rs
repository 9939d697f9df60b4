//! Integrations of a project: Qase, mirrors, a tracker; and the commands that send results and cases.

use super::super::act::FormAction;
use super::super::form::Form;
use super::super::frame::Frame;
use super::super::html;
use super::super::page_request::PageRequest;
use super::super::texts::TimeLabel;
use super::{SideMenu, done, notice, text};
use crate::error::ApiResult;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use voluptas_app::mirror::pairs;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::project::RemoteProject;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;

/// Entries of the history of syncs that are shown.
const SHOWN: usize = 5;

/// Products of trackers with their names.
const KINDS: [(&str, &str); 4] =
    [("jira-cloud", "Jira Cloud"), ("jira-server", "Jira Server, Data Center"), ("github", "GitHub"), ("gitlab", "GitLab")];

/// A project of Qase.
struct RemoteLine {
    code: String,
    title: String,
    /// Host of the account.
    host: String,
    cases: String,
    imported: Option<TimeLabel>,
}

/// An import, export or mirror.
struct SyncLine {
    class: &'static str,
    title: String,
    code: String,
    who: String,
    when: TimeLabel,
}

/// Two projects of Qase of which one gets the results of the other.
struct PairLine {
    title: String,
    is_watched: bool,
    last: Option<(&'static str, TimeLabel)>,
}

#[derive(Template)]
#[template(path = "web/settings_integrations.html")]
struct IntegrationsPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    side: SideMenu,
    notice: Option<String>,
    remotes: Vec<RemoteLine>,
    syncs: Vec<SyncLine>,
    pairs: Vec<PairLine>,
    tracker: Value,
    kinds: [(&'static str, &'static str); 4],
    administers: bool,
    root: &'a str,
}

impl IntegrationsPage<'_> {
    fn tracker(&self, name: &str) -> &str {
        text(&self.tracker, name)
    }

    fn is_kind(&self, kind: &str) -> bool {
        self.tracker("kind") == kind
    }
}

/// Icon and class of an outcome.
fn look(outcome: &str) -> &'static str {
    match outcome {
        "done" => "passed",
        "running" => "in-progress",
        "failed" => "failed",
        "cancelled" => "skipped",
        _ => "broken",
    }
}

fn host(address: &str) -> String {
    url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// `GET /{code}/settings/integrations`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let (frame, tr) = (Frame::of(request)?, request.tr);
    let tracker = request.ask("getTracker", &[], "").map(|done| done.object).unwrap_or_default();
    let all_pairs = pairs::list(&request.app.store)?;
    let page = request.read(|tx| {
        let project = request.project(tx)?;
        let known: Vec<RemoteProject> =
            tx.remotes().projects()?.into_iter().filter(|remote| remote.project_id == project.id).collect();
        let codes: BTreeSet<&str> = known.iter().map(|remote| remote.code.as_str()).collect();
        let remote = |remote: &RemoteProject| {
            Ok(RemoteLine {
                code: remote.code.clone(),
                title: remote.title.clone(),
                host: host(&remote.base_url),
                cases: tr.number(tx.remotes().link_count(remote.id)?),
                imported: remote.imported_ms.map(|at| TimeLabel::of(tr, request.now, at)),
            })
        };
        let ids: Vec<_> = known.iter().map(|remote| remote.id).collect();
        let ours = tx.syncs().of_remotes(&ids, SHOWN)?;
        let sync = |sync: voluptas_store::sync_history::SyncRow| {
            let key = format!("web-sync-{}", sync.outcome);
            let title = if tr.has(&key) {
                tr.message(&Message::new(key).with("kind", &sync.kind))
            } else {
                tr.text(&format!("sync-dialog-kind-{}", sync.kind)).into_owned()
            };
            SyncLine {
                class: look(&sync.outcome),
                title,
                code: sync.project_code,
                who: sync.who.unwrap_or_default(),
                when: TimeLabel::of(tr, request.now, sync.started_ms),
            }
        };
        // A pair names two projects of Qase, of which a visitor may know one alone.
        let sees_all = request.principal()?.access.everywhere().is_some();
        let of_project = all_pairs.iter().filter(|_| sees_all).filter(|saved| {
            codes.contains(saved.pair.source_project.as_str()) || codes.contains(saved.pair.target_project.as_str())
        });
        let pair = |saved: &pairs::SavedPair| PairLine {
            title: format!("{} → {}", saved.pair.source_project, saved.pair.target_project),
            is_watched: saved.pair.enabled,
            last: saved.last.as_ref().map(|last| (look(&last.outcome), TimeLabel::of(tr, request.now, last.at))),
        };
        Ok(IntegrationsPage {
            side: SideMenu::of(request, &frame),
            notice: notice(request),
            remotes: known.iter().map(remote).collect::<ApiResult<_>>()?,
            syncs: ours.into_iter().map(sync).collect(),
            pairs: of_project.map(pair).collect(),
            tracker,
            kinds: KINDS,
            administers: request.may(Permission::Administer),
            root: &request.root,
            frame: &frame,
            tr,
        })
    })?;
    Ok(html(StatusCode::OK, &page))
}

/// `POST /{code}/settings/integrations`: sets the tracker, or removes it.
pub fn set_tracker(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let home = format!("/{}/settings/integrations", request.code());
    if form.get("remove").is_some() {
        request.act(FormAction::new("deleteTracker", &[], Value::Null))?;
        return done(&home, "web-done-removed");
    }
    let body = json!({
        "kind": form.get("kind").unwrap_or_default(),
        "base_url": form.get("base_url").unwrap_or_default(),
        "place": form.get("place").unwrap_or_default(),
        "issue_type": form.get("issue_type"),
    });
    request.act(FormAction::new("changeTracker", &[], body))?;
    done(&home, "web-done-saved")
}
