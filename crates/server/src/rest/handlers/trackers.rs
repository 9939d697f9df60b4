//! Trackers of projects: settings, issues from failed results, their statuses.

use super::expect_state;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::objects::case::refused;
use crate::rest::objects::set;
use crate::rest::objects::tracker::{IssueObject, TrackerChanges, TrackerObject};
use crate::rest::reply::{Done, Listed, One};
use crate::rest::typed::{Body, NoBody, NoQuery, write};
use axum::http::StatusCode;
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::runtime::Handle;
use url::Url;
use voluptas_app::integrations::credential::Product;
use voluptas_app::integrations::trackers::{self, IssueSource, STATUS_AGE};
use voluptas_core::domain::message::Explain as _;
use voluptas_core::domain::project::Project;
use voluptas_i18n::{Lang, Tr};
use voluptas_integrations::Error as ServiceError;
use voluptas_integrations::tracker::Tracker;
use voluptas_store::trackers::TrackerSettings;
use voluptas_store::{Error as StoreError, Tx};

fn none() -> ApiError {
    ApiError::not_found("Tracker")
}

fn settings(tx: &Tx<'_>, project: &Project) -> ApiResult<TrackerSettings> {
    tx.trackers().get(project.id)?.ok_or_else(none)
}

/// A failure of a tracker: the request was good, and the other side could not do it.
fn failed(error: trackers::Error) -> ApiError {
    let status = match &error {
        trackers::Error::Store(_) => None,
        trackers::Error::NoTracker => Some(StatusCode::NOT_FOUND),
        trackers::Error::NotFailed | trackers::Error::Busy => Some(StatusCode::CONFLICT),
        trackers::Error::Service(ServiceError::RateLimited { .. }) => Some(StatusCode::SERVICE_UNAVAILABLE),
        trackers::Error::Service(ServiceError::Timeout { .. }) => Some(StatusCode::GATEWAY_TIMEOUT),
        trackers::Error::Service(_) => Some(StatusCode::BAD_GATEWAY),
        trackers::Error::Report(_) => Some(StatusCode::INTERNAL_SERVER_ERROR),
    };
    let tr = Tr::new(Lang::En);
    match (status, error) {
        (Some(status), error) => {
            let remedy = error.remedy().map(|remedy| format!(" {}", tr.message(&remedy))).unwrap_or_default();
            ApiError::new(status, format!("{}{remedy}", tr.message(&error.message())))
        }
        (None, trackers::Error::Store(error)) => error.into(),
        (None, error) => ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

/// Project, tracker and client of a request.
fn client(call: &Call) -> ApiResult<(Project, TrackerSettings, Tracker)> {
    let outgoing = call.app.outgoing.as_ref();
    let missing = || ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "This server has no credentials of trackers.");
    let credentials = outgoing.and_then(|outgoing| outgoing.credentials.as_ref()).ok_or_else(missing)?;
    let retry = outgoing.map(|outgoing| outgoing.retry).unwrap_or_default();
    let (project, settings) = call.read(|tx| {
        let project = call.project(tx)?;
        let settings = settings(tx, &project)?;
        Ok((project, settings))
    })?;
    let tracker = trackers::client(&settings, credentials, retry).map_err(failed)?;
    Ok((project, settings, tracker))
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<TrackerObject>> {
    call.read(|tx| Ok(One(settings(tx, &call.project(tx)?)?.into())))
}

/// Refuses an address in a network that this server must not reach, as for webhooks. An address for which the operator gave the server a
/// credential is the operator's choice. Blocks.
fn expect_reachable(call: &Call, kind: &str, base_url: &str) -> ApiResult<()> {
    // What is no address is refused with the other fields.
    let Ok(url) = Url::parse(base_url.trim()) else { return Ok(()) };
    let outgoing = call.app.outgoing.as_ref();
    let policy = outgoing.map(|outgoing| outgoing.policy.clone()).unwrap_or_default();
    // A name with a dot at its end is the same name.
    let name = url.host_str().map(|host| host.strip_suffix('.').unwrap_or(host));
    let is_this_computer = name.is_some_and(|name| name == "localhost" || name.ends_with(".localhost"));
    let is_private = matches!(policy.check(&url), Err(ServiceError::Private { .. }))
        || is_this_computer && !policy.allows(Ipv4Addr::LOCALHOST.into());
    let credentials = outgoing.and_then(|outgoing| outgoing.credentials.as_ref());
    let product = kind.parse::<trackers::Kind>().map(Product::Tracker).ok();
    let is_of_operator =
        || credentials.zip(product).is_some_and(|(credentials, product)| credentials.find(product, base_url).is_ok());
    if is_private && !is_of_operator() {
        return Err(refused("/base_url", Tr::new(Lang::En).text("tracker-error-private")));
    }
    Ok(())
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<TrackerChanges>) -> ApiResult<One<TrackerObject>> {
    if let Some(base_url) = &changes.base_url {
        let before = call.read(|tx| Ok(tx.trackers().get(call.project(tx)?.id)?))?;
        let kind = changes.kind.as_ref().or(before.as_ref().map(|before| &before.kind));
        if before.as_ref().is_none_or(|before| before.base_url != *base_url) {
            expect_reachable(call, kind.map_or("", String::as_str), base_url)?;
        }
    }
    write(call, "set_tracker", |tx| {
        let project = call.project(tx)?;
        let before = tx.trackers().get(project.id)?;
        if let Some(before) = &before {
            expect_state(call, &TrackerObject::from(before.clone()))?;
        }
        let old = |of: fn(&TrackerSettings) -> &String| before.as_ref().map(of).cloned();
        let required = |field: &str| refused(&format!("/{field}"), "is required");
        let mut wanted = TrackerSettings {
            kind: changes.kind.or_else(|| old(|t| &t.kind)).ok_or_else(|| required("kind"))?,
            base_url: changes.base_url.or_else(|| old(|t| &t.base_url)).ok_or_else(|| required("base_url"))?,
            place: changes.place.or_else(|| old(|t| &t.place)).ok_or_else(|| required("place"))?,
            issue_type: before.as_ref().and_then(|t| t.issue_type.clone()),
        };
        set(&mut wanted.issue_type, changes.issue_type);
        match trackers::set_in(tx, project.id, Some(wanted)) {
            Ok(stored) => Ok(One(stored.ok_or_else(none)?.into())),
            Err(StoreError::Invalid(e)) => Err(refused(&format!("/{}", e.field), Tr::new(Lang::En).message(&e.message))),
            Err(error) => Err(error.into()),
        }
    })
}

pub fn delete(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    write(call, "set_tracker", |tx| {
        let project = call.project(tx)?;
        expect_state(call, &TrackerObject::from(settings(tx, &project)?))?;
        trackers::set_in(tx, project.id, None)?;
        Ok(Done)
    })
}

pub fn report(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<IssueObject>> {
    let (project, settings, tracker) = client(call)?;
    let public_url = call.app.outgoing.as_ref().and_then(|outgoing| outgoing.public_url.as_deref());
    let source = IssueSource {
        project: &project,
        result: call.text("hash"),
        lang: Lang::En,
        public_url: Some(public_url.unwrap_or(&call.root)),
        // A client waits for the answer: the next attempt looks again.
        lag: Duration::from_millis(500),
    };
    let issue = trackers::create(&call.store(), &settings, &tracker, source, &Handle::current()).map_err(failed)?;
    Ok(One(issue.into()))
}

pub fn issues(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Listed<IssueObject>> {
    let known = match client(call) {
        Ok((project, settings, tracker)) => {
            // What the tracker cannot say now is shown as it was.
            trackers::issues(&call.store(), &project, &settings, &tracker, &Handle::current(), STATUS_AGE).map_err(failed)?.0
        }
        Err(_) => call.read(|tx| Ok(tx.trackers().issues(call.project(tx)?.id)?))?,
    };
    Ok(Listed::whole(known.into_iter().map(IssueObject::from).collect()))
}
