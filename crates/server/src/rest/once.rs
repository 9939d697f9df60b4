//! `Idempotency-Key`: a POST that comes again gets the first answer, and nothing is written twice.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::reply::Reply;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use std::cell::Cell;
use voluptas_app::workspace::presence::Work;
use voluptas_core::base::Millis;
use voluptas_store::idempotency::{KEPT, KeptAnswer, OwnClaim};
use voluptas_store::{self as store, Op, Tx};

/// Name of the header with the key.
pub const HEADER: &str = "idempotency-key";
/// Longest key, in bytes.
const LONGEST: usize = 255;
/// Longest answer that is kept, in bytes. A longer one is written anew: its request is refused the second time.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// Seconds after which a request that is being executed may have its answer.
const RETRY_AFTER_S: u64 = 1;

/// The key of a request, with what tells the request.
#[derive(Debug)]
pub struct Key {
    owner: String,
    name: String,
    request: String,
    /// Time at which the request came.
    began: Millis,
}

/// Outcome of taking a key.
#[derive(Debug)]
pub enum Claim<'c> {
    /// An earlier request got this answer.
    Known(Answer),
    /// The key is taken for as long as this is kept.
    Taken(TakenKey<'c>),
}

/// A key that a request has taken. A request that stands still for some minutes may lose it to the next one.
#[derive(Debug)]
pub struct TakenKey<'c> {
    _work: Work<'c>,
    own: OwnClaim<'c>,
    /// The key was found to be lost when the answer should be kept.
    is_lost: Cell<bool>,
}

impl Key {
    /// The key of a POST; `None` without one.
    ///
    /// # Errors
    /// 400 for a blank or long key.
    pub fn of(call: &Call) -> ApiResult<Option<Self>> {
        if call.operation.method != "POST" {
            return Ok(None);
        }
        let Some(header) = call.headers.get(HEADER) else { return Ok(None) };
        let wrong =
            || ApiError::new(StatusCode::BAD_REQUEST, format!("An Idempotency-Key has 1 to {LONGEST} visible ASCII characters."));
        let key = header.to_str().map_err(|_| wrong())?.trim();
        if key.is_empty() || key.len() > LONGEST {
            return Err(wrong());
        }
        let mut request = blake3::Hasher::new();
        for part in [call.operation.id.as_bytes(), call.body.to_string().as_bytes()] {
            request.update(&(part.len() as u64).to_le_bytes());
            request.update(part);
        }
        for (name, value) in &call.path {
            request.update(format!("{name}={value};").as_bytes());
        }
        for (name, value) in call.query.pairs() {
            request.update(format!("&{name}={value}").as_bytes());
        }
        Ok(Some(Self {
            owner: call.principal.owner.clone(),
            name: key.to_owned(),
            request: request.finalize().to_hex().to_string(),
            began: call.began,
        }))
    }

    /// The key of an upload, whose body is files: their hash tells the request.
    #[must_use]
    pub fn with_content(mut self, content: &str) -> Self {
        self.request = blake3::hash(format!("{}/{content}", self.request).as_bytes()).to_hex().to_string();
        self
    }

    /// Takes the key before the first of several writes, until the claim is dropped. Returns the answer of an earlier request if
    /// there is one.
    ///
    /// # Errors
    /// 409 while an equal request is executed, 503 while others could not see that this server executes it, and as
    /// [`Self::known`].
    pub fn claim<'c>(&self, call: &'c Call) -> ApiResult<Claim<'c>> {
        let presence = &call.app.presence;
        let holder = match presence.mark() {
            Ok(mark) => mark,
            // A file system without locks: others wait for some minutes after a kill.
            Err(error @ store::Error::Io { .. }) => {
                tracing::warn!(
                    ?error,
                    "this server cannot show that it is there: after a kill its keys stay taken for some minutes"
                );
                ""
            }
            Err(error) => return Err(error.into()),
        };
        // Before the key is taken: whoever finds it taken looks here.
        let work = presence.begin(&self.work());
        let take = |gone: Option<&str>| {
            call.store().write(Op::bulk("claim_key"), |tx| {
                if let Some(gone) = gone {
                    tx.idempotency().release_of(&self.owner, &self.name, gone)?;
                }
                Ok((tx.idempotency().claim(&self.owner, &self.name, &self.request, holder)?, tx.now()))
            })
        };
        let (found, since) = match take(None)?.value {
            (Some(kept), _) if self.is_abandoned(call, &kept, || !work.is_alone()) => take(Some(kept.headers.as_str()))?.value,
            found => found,
        };
        let taken = TakenKey { _work: work, own: OwnClaim { holder, since }, is_lost: Cell::new(false) };
        Ok(self.replay(found)?.map_or(Claim::Taken(taken), Claim::Known))
    }

    /// Name under which this server registers the execution of the request. Does not contain the owner, who may be renamed
    /// meanwhile.
    fn work(&self) -> String {
        format!("{}/{}", self.request, self.name)
    }

    /// True for the claim of the same request whose server was killed, or of this server when it does not execute the request any more:
    /// the claim could not be given up.
    fn is_abandoned(&self, call: &Call, kept: &KeptAnswer, is_executed: impl FnOnce() -> bool) -> bool {
        let presence = &call.app.presence;
        let is_gone = || if presence.is_own(&kept.headers) { !is_executed() } else { !presence.is_there(&kept.headers) };
        kept.is_under_way() && kept.request == self.request && is_gone()
    }

    /// The kept answer of a key. Drops a claim that a killed server left.
    fn without_abandoned(&self, call: &Call, kept: Option<KeptAnswer>) -> Option<KeptAnswer> {
        kept.filter(|kept| !self.is_abandoned(call, kept, || call.app.presence.is_executing(&self.work())))
    }

    /// Gives a claim up after a refusal, so that the key can be used again.
    pub fn release(&self, call: &Call, taken: &TakenKey<'_>) {
        let release = Op::bulk("release_key");
        if let Err(error) = call.store().write(release, |tx| tx.idempotency().release(&self.owner, &self.name, taken.own)) {
            tracing::warn!(?error, "a key of a refused request stays taken for some minutes");
        }
    }

    /// Executes a request that writes in transactions of its own, and keeps its answer where `work` did not. `work` ends its last transaction
    /// with [`Self::keep_taken`], so that nothing is stored once the key is lost.
    ///
    /// # Errors
    /// Those of `work` and of [`Self::claim`]; 409 for a lost key whose answer is not known.
    pub fn executed_once(&self, call: &Call, work: impl FnOnce(&TakenKey<'_>) -> ApiResult<Answer>) -> ApiResult<Answer> {
        let taken = match self.claim(call)? {
            Claim::Known(answer) => return Ok(answer),
            Claim::Taken(taken) => taken,
        };
        let answer = match work(&taken) {
            Ok(answer) => answer,
            Err(_) if taken.is_lost.get() => return self.known(call)?.ok_or_else(lost),
            Err(error) => {
                self.release(call, &taken);
                // The commit may have come through without its word.
                return self.known(call).ok().flatten().ok_or(error);
            }
        };
        self.keep_unless_kept(call, |tx| self.keep_late(tx, &answer, true))?;
        Ok(answer)
    }

    /// The answer that the key got before.
    ///
    /// # Errors
    /// 422 for a key that another request used, 409 for one whose answer was not kept.
    pub fn known(&self, call: &Call) -> ApiResult<Option<Answer>> {
        let kept = call.read(|tx| Ok(tx.idempotency().find(&self.owner, &self.name)?))?;
        self.replay(self.without_abandoned(call, kept))
    }

    /// Like [`Self::known`], behind every write that was executed so far: a reader may be a moment behind.
    pub fn known_by_now(&self, call: &Call) -> ApiResult<Option<Answer>> {
        let kept = call.write("find_answer", |tx| Ok(tx.idempotency().find(&self.owner, &self.name)?))?;
        self.replay(self.without_abandoned(call, kept))
    }

    /// Like [`Self::known`], in the transaction that would write.
    pub fn known_in(&self, tx: &Tx<'_>) -> ApiResult<Option<Answer>> {
        self.replay(tx.idempotency().find(&self.owner, &self.name)?)
    }

    fn replay(&self, kept: Option<KeptAnswer>) -> ApiResult<Option<Answer>> {
        let Some(kept) = kept else { return Ok(None) };
        if kept.request != self.request {
            return Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "This Idempotency-Key was used for another request."));
        }
        if kept.is_under_way() {
            let refusal = ApiError::new(StatusCode::CONFLICT, "This request is being executed. Ask again in a moment.");
            return Err(ApiError { retry_after: Some(RETRY_AFTER_S), ..refusal });
        }
        let Some(body) = kept.body else {
            return Err(ApiError::new(
                StatusCode::CONFLICT,
                "This request was executed already; its answer is too long or too secret to be kept.",
            ));
        };
        let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
        let mut answer = Answer::text(status, body.as_bytes());
        let headers = kept.headers.lines().filter_map(|line| line.split_once(": "));
        answer.headers =
            headers.filter_map(|(name, value)| Some((name.parse::<HeaderName>().ok()?, value.parse().ok()?))).collect();
        answer.headers.push((HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true")));
        Ok(Some(answer))
    }

    /// Keeps an answer, in the transaction that wrote the answered data.
    ///
    /// # Errors
    /// 409 for a request that came so long ago that the answer of an equal one may be forgotten.
    pub fn keep_in<R: Reply>(&self, tx: &Tx<'_>, answer: &Answer) -> ApiResult<()> {
        self.keep_answer(tx, answer, R::IS_KEPT)
    }

    /// The same for an answer of no type; `is_open` without a secret.
    pub fn keep_answer(&self, tx: &Tx<'_>, answer: &Answer, is_open: bool) -> ApiResult<()> {
        if tx.now().saturating_sub(self.began) >= KEPT {
            return Err(lost());
        }
        self.keep_late(tx, answer, is_open)
    }

    /// Like [`Self::keep_answer`], for what was written before.
    fn keep_late(&self, tx: &Tx<'_>, answer: &Answer, is_open: bool) -> ApiResult<()> {
        Ok(tx.idempotency().keep(&self.owner, &self.name, &self.kept(answer, is_open))?)
    }

    /// Keeps an answer without a secret for a taken key, as the last step of the transaction that wrote the answered data.
    ///
    /// # Errors
    /// [`store::Error::Duplicate`] for a key that was lost: the transaction is to be given up.
    pub fn keep_taken(&self, tx: &Tx<'_>, taken: &TakenKey<'_>, answer: &Answer) -> store::Result<()> {
        let kept = tx.idempotency().keep_claimed(&self.owner, &self.name, taken.own, &self.kept(answer, true));
        kept.inspect_err(|error| taken.is_lost.set(matches!(error, store::Error::Duplicate(_))))
    }

    fn kept(&self, answer: &Answer, is_open: bool) -> KeptAnswer {
        let body = answer.body.in_memory().filter(|body| is_open && body.len() <= LONGEST_ANSWER);
        let headers: Vec<String> =
            answer.headers.iter().filter_map(|(name, value)| Some(format!("{name}: {}", value.to_str().ok()?))).collect();
        KeptAnswer {
            request: self.request.clone(),
            status: answer.status.as_u16(),
            headers: headers.join("\n"),
            body: body.map(|body| String::from_utf8_lossy(body).into_owned()),
        }
    }

    /// Keeps the answer of an operation that wrote in transactions of its own, or that wrote nothing.
    pub fn keep(&self, call: &Call, answer: &Answer, is_open: bool) -> ApiResult<()> {
        self.keep_unless_kept(call, |tx| self.keep_late(tx, answer, is_open))
    }

    fn keep_unless_kept(&self, call: &Call, keep: impl FnOnce(&Tx<'_>) -> ApiResult<()>) -> ApiResult<()> {
        call.write("keep_answer", |tx| match tx.idempotency().find(&self.owner, &self.name)? {
            Some(kept) if !kept.is_under_way() => Ok(()),
            _ => keep(tx),
        })
    }
}

/// 409 for a request that stood still until another one may have taken its key, and whose answer is not known.
fn lost() -> ApiError {
    let refusal = ApiError::new(
        StatusCode::CONFLICT,
        "This request stood still for too long: another one may have used its Idempotency-Key. Nothing of it was stored; send it again.",
    );
    ApiError { retry_after: Some(RETRY_AFTER_S), ..refusal }
}
