//! `Idempotency-Key`: a POST that comes again gets the first answer, and nothing is written twice.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::reply::Reply;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use voluptas_store::idempotency::KeptAnswer;
use voluptas_store::{Op, Tx};

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
        }))
    }

    /// The key of an upload, whose body is files: their hash tells the request.
    #[must_use]
    pub fn with_content(mut self, content: &str) -> Self {
        self.request = blake3::hash(format!("{}/{content}", self.request).as_bytes()).to_hex().to_string();
        self
    }

    /// Takes the key before the first of several writes. The answer of an earlier request, where there is one.
    ///
    /// # Errors
    /// 409 while an equal request is executed, and as [`Self::known`].
    pub fn claim(&self, call: &Call) -> ApiResult<Option<Answer>> {
        let holder = call.app.presence.mark().unwrap_or_else(|error| {
            tracing::warn!(?error, "this server cannot show that it is there: after a kill its keys stay taken for some minutes");
            ""
        });
        let take = |gone: Option<&str>| {
            call.store().write(Op::bulk("claim_key"), |tx| {
                if let Some(gone) = gone {
                    tx.idempotency().release_of(&self.owner, &self.name, gone)?;
                }
                tx.idempotency().claim(&self.owner, &self.name, &self.request, holder)
            })
        };
        let found = match take(None)?.value {
            Some(kept) if self.is_abandoned(call, &kept) => take(Some(kept.headers.as_str()))?.value,
            found => found,
        };
        self.replay(found)
    }

    /// True for the claim of the same request whose server was killed.
    fn is_abandoned(&self, call: &Call, kept: &KeptAnswer) -> bool {
        kept.is_under_way() && kept.request == self.request && !call.app.presence.is_there(&kept.headers)
    }

    /// Gives a claim up after a refusal, so that the key can be used again.
    pub fn release(&self, call: &Call) {
        let release = Op::bulk("release_key");
        if let Err(error) = call.store().write(release, |tx| tx.idempotency().release(&self.owner, &self.name)) {
            tracing::warn!(?error, "a key of a refused request stays taken for some minutes");
        }
    }

    /// Executes a request that writes in transactions of its own, and keeps its answer.
    ///
    /// # Errors
    /// Those of `work` and of [`Self::claim`].
    pub fn executed_once(&self, call: &Call, work: impl FnOnce() -> ApiResult<Answer>) -> ApiResult<Answer> {
        if let Some(answer) = self.claim(call)? {
            return Ok(answer);
        }
        let answer = work().inspect_err(|_| self.release(call))?;
        call.write("keep_answer", |tx| self.keep_answer(tx, &answer, true))?;
        Ok(answer)
    }

    /// The answer that the key got before.
    ///
    /// # Errors
    /// 422 for a key that another request used, 409 for one whose answer was not kept.
    pub fn known(&self, call: &Call) -> ApiResult<Option<Answer>> {
        let kept = call.read(|tx| Ok(tx.idempotency().find(&self.owner, &self.name)?))?;
        self.replay(kept.filter(|kept| !self.is_abandoned(call, kept)))
    }

    /// Like [`Self::known`], behind every write that was executed so far: a reader may be a moment behind.
    pub fn known_by_now(&self, call: &Call) -> ApiResult<Option<Answer>> {
        let kept = call.write("find_answer", |tx| Ok(tx.idempotency().find(&self.owner, &self.name)?))?;
        self.replay(kept.filter(|kept| !self.is_abandoned(call, kept)))
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

    /// Keeps an answer in the transaction that wrote what it tells.
    pub fn keep_in<R: Reply>(&self, tx: &Tx<'_>, answer: &Answer) -> ApiResult<()> {
        self.keep_answer(tx, answer, R::IS_KEPT)
    }

    /// The same for an answer of no type; `is_open` without a secret.
    pub fn keep_answer(&self, tx: &Tx<'_>, answer: &Answer, is_open: bool) -> ApiResult<()> {
        let body = answer.body.in_memory().filter(|body| is_open && body.len() <= LONGEST_ANSWER);
        let headers: Vec<String> =
            answer.headers.iter().filter_map(|(name, value)| Some(format!("{name}: {}", value.to_str().ok()?))).collect();
        let kept = KeptAnswer {
            request: self.request.clone(),
            status: answer.status.as_u16(),
            headers: headers.join("\n"),
            body: body.map(|body| String::from_utf8_lossy(body).into_owned()),
        };
        Ok(tx.idempotency().keep(&self.owner, &self.name, &kept)?)
    }

    /// Keeps the answer of an operation that wrote in transactions of its own, or that wrote nothing.
    pub fn keep<R: Reply>(&self, call: &Call, answer: &Answer) -> ApiResult<()> {
        call.write("keep_answer", |tx| match tx.idempotency().find(&self.owner, &self.name)? {
            Some(kept) if !kept.is_under_way() => Ok(()),
            _ => self.keep_in::<R>(tx, answer),
        })
    }
}
