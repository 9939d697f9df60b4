//! Long lists of writes as several requests, none larger than the server takes.

use std::ops::Range;

use super::client::Client;
use super::error::{Error, Result};

/// Results in one request: Qase refuses more as a whole.
pub const RESULTS_PER_REQUEST: usize = 200;
/// Cases in one request.
pub const CASES_PER_REQUEST: usize = 100;

/// What became of a list of writes that went out in several requests, in order, until one failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent<T> {
    /// Items from the front of the list that the server has taken.
    pub done: usize,
    /// Items after those whose answer was lost: they may be stored or not.
    pub in_doubt: usize,
    /// What the server answered about the items done.
    pub answers: Vec<T>,
    /// Why it went no further, when it did not reach the end.
    pub stopped: Option<Error>,
}

impl<T> Sent<T> {
    /// All answers, or what went wrong.
    ///
    /// # Errors
    /// Not everything was sent. What was is stored all the same.
    pub fn into_result(self) -> Result<Vec<T>> {
        match self.stopped {
            None => Ok(self.answers),
            Some(error) => Err(error),
        }
    }
}

impl Client {
    /// Sends so many items in requests of at most `most`, each half as large after a 413 until it is taken or is one item.
    /// Stops between requests when the caller asks to.
    ///
    /// `send` is given the range of items to send.
    pub(super) async fn in_batches<T, F, Fut>(&self, items: usize, most: usize, send: F) -> Sent<T>
    where
        F: Fn(Range<usize>) -> Fut,
        Fut: Future<Output = Result<Vec<T>>>,
    {
        let mut sent = Sent { done: 0, in_doubt: 0, answers: Vec::new(), stopped: None };
        let mut size = most.max(1);
        while sent.done < items {
            if self.is_cancelled() {
                sent.stopped = Some(Error::Cancelled);
                break;
            }
            let batch = sent.done..items.min(sent.done + size);
            let count = batch.len();
            match send(batch).await {
                Ok(answers) => {
                    sent.answers.extend(answers);
                    sent.done += count;
                }
                Err(Error::TooLarge { .. }) if count > 1 => size = count.div_ceil(2),
                Err(error) => {
                    sent.in_doubt = if matches!(error, Error::AnswerLost { .. }) { count } else { 0 };
                    sent.stopped = Some(error);
                    break;
                }
            }
        }
        sent
    }
}
