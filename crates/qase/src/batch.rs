//! Long lists of writes as several requests, none larger than the server takes.

use std::ops::Range;

use super::client::Client;
use super::error::{Error, Result};

/// Maximum number of results in one request. Qase refuses a larger request as a whole.
pub const RESULTS_PER_REQUEST: usize = 200;
/// Maximum number of cases in one request.
pub const CASES_PER_REQUEST: usize = 100;

/// Outcome of a list of writes that was sent in several requests, in order, until one failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent<T> {
    /// Number of items from the front of the list that the server accepted.
    pub done: usize,
    /// Number of items after those whose answer was lost: they may be stored or not.
    pub in_doubt: usize,
    /// The server's answers for the accepted items.
    pub answers: Vec<T>,
    /// Error that stopped the requests; `None` when all items were sent.
    pub stopped: Option<Error>,
}

impl<T> Sent<T> {
    /// Returns all answers, or the error that stopped the requests. Items that were sent before the error stay stored.
    pub fn into_result(self) -> Result<Vec<T>> {
        match self.stopped {
            None => Ok(self.answers),
            Some(error) => Err(error),
        }
    }
}

impl Client {
    /// Sends items in requests of at most `most`. After a 413 the requests get half as large, down to one item. Stops between
    /// requests when the caller cancels.
    ///
    /// `send` gets the range of items to send.
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
