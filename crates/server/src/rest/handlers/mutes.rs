//! Mutes of tests: their failures are known and count apart until a date.

use super::{ListQuery, moment};
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::objects::case::refused;
use crate::rest::reply::{Done, Listed, One};
use crate::rest::typed::{Body, NoBody, NoQuery, edit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use voluptas_core::base::clock::{parse_end, to_iso};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::TestId;
use voluptas_core::domain::mute::MuteContent;
use voluptas_store::Tx;
use voluptas_store::known_tests::KnownTest;
use voluptas_store::mutes::MutedTest;

/// A mute of a test.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MuteObject {
    /// Row id of the test.
    pub id: i64,
    /// Title of the test.
    pub title: String,
    pub reason: String,
    /// Person who looks after the failure.
    pub owner: Option<String>,
    pub created_at: String,
    /// End of the mute; null for one without an end.
    pub until: Option<String>,
    /// True while it holds.
    pub is_in_force: bool,
}

impl MuteObject {
    fn new(muted: MutedTest, now: i64) -> Self {
        Self {
            id: muted.mute.test.0,
            title: muted.title,
            is_in_force: muted.mute.holds(now),
            created_at: to_iso(muted.mute.created_ms),
            until: muted.mute.content.until_ms.map(to_iso),
            reason: muted.mute.content.reason,
            owner: muted.mute.content.owner,
        }
    }
}

/// A mute to set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMute {
    /// Why the failures are known.
    #[schemars(length(min = 1))]
    pub reason: String,
    #[serde(default)]
    pub owner: Option<String>,
    /// A date, with whose day (UTC) it ends, or a time with an offset.
    #[serde(default)]
    pub until: Option<String>,
}

/// The test of the path. One of another project does not exist for this address.
fn test(call: &Call, tx: &Tx<'_>) -> ApiResult<(TestId, KnownTest)> {
    let id = TestId(call.id("id", "Test")?);
    let project = call.project(tx)?;
    let is_of_it = tx.known_tests().project(id)? == Some(project.id);
    let found = tx.known_tests().many(&[id])?.remove(&id).filter(|_| is_of_it);
    Ok((id, found.ok_or_else(|| ApiError::not_found("Test"))?))
}

fn object(call: &Call, tx: &Tx<'_>, test: TestId) -> ApiResult<MuteObject> {
    let found = tx.mutes().list(call.project(tx)?.id)?.into_iter().find(|muted| muted.mute.test == test);
    Ok(MuteObject::new(found.ok_or_else(|| ApiError::not_found("Mute"))?, tx.now()))
}

pub fn list(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<MuteObject>> {
    call.read(|tx| {
        let now = tx.now();
        let mut all = tx.mutes().list(call.project(tx)?.id)?;
        all.sort_by_key(|muted| muted.mute.test);
        let (rows, next_cursor) = cursor::part(all, (query.limit, query.cursor.as_deref()), |muted| muted.mute.test.0)?;
        Ok(Listed { items: rows.into_iter().map(|muted| MuteObject::new(muted, now)).collect(), next_cursor })
    })
}

fn label(key: &str, test: &KnownTest) -> Message {
    Message::new(key).count("count", 1).with("title", &test.title)
}

/// A mute that the test has is replaced.
pub fn set(call: &Call, _: NoQuery, Body(new): Body<NewMute>) -> ApiResult<One<MuteObject>> {
    let until_ms = new.until.as_deref().map(|text| moment("/until", text, parse_end)).transpose()?;
    edit(call, "mute_tests", |tx| {
        let (id, test) = test(call, tx)?;
        if until_ms.is_some_and(|until| until <= tx.now()) {
            return Err(refused("/until", "lies in the past"));
        }
        tx.mutes().set(id, &MuteContent { reason: new.reason.clone(), owner: new.owner.clone(), until_ms })?;
        tx.relabel(&label("history-mute-tests", &test))?;
        Ok(One(object(call, tx, id)?))
    })
}

pub fn remove(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    edit(call, "unmute_tests", |tx| {
        let (id, test) = test(call, tx)?;
        if !tx.mutes().remove(id)? {
            return Err(ApiError::not_found("Mute"));
        }
        tx.relabel(&label("history-unmute-tests", &test))?;
        Ok(Done)
    })
}
