//! Requests of the dialog's jobs, kept while the program runs, so that "Try again" in the activity panel runs a failed job again with
//! the same options.
//!
//! A job that applies a plan is run again with the same plan. If somebody worked on the project since, the engine refuses it, and
//! both sides are read again with the same options for a new preview.

use std::collections::VecDeque;

use voluptas_jobs::{JobError, JobId};

/// Number of requests that a tab keeps. A request may hold both sides as they were read, so only the latest are worth their memory.
const KEPT: usize = 8;

/// The requests of the jobs of one tab.
#[derive(Debug)]
pub struct Requests<R>(VecDeque<(JobId, R)>);

impl<R> Default for Requests<R> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<R> Requests<R> {
    /// Keeps the request of a job that has begun.
    pub fn keep(&mut self, job: JobId, request: R) {
        self.0.push_back((job, request));
        if self.0.len() > KEPT {
            self.0.pop_front();
        }
    }

    /// True for a job whose request is kept.
    pub fn has(&self, job: JobId) -> bool {
        self.0.iter().any(|(id, _)| *id == job)
    }

    /// A copy of the request of a job. The request stays, because the same row of the activity panel may be used again.
    pub fn get(&self, job: JobId) -> Option<R>
    where
        R: Clone,
    {
        self.0.iter().find(|(id, _)| *id == job).map(|(_, request)| request.clone())
    }

    /// Drops the request of a job that succeeded.
    pub fn drop_done(&mut self, job: JobId) {
        self.0.retain(|(id, _)| *id != job);
    }
}

/// True when a plan was refused because the project has changed since.
pub fn is_stale<T>(end: &Result<T, JobError>) -> bool {
    matches!(end, Err(JobError::Failed(failure)) if failure.message.key == "sync-error-stale")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_latest_requests_are_kept() {
        let mut requests = Requests::default();
        for id in 0..=KEPT as u64 {
            requests.keep(JobId(id), id);
        }
        assert!(!requests.has(JobId(0)) && requests.get(JobId(1)) == Some(1));
        requests.drop_done(JobId(1));
        assert!(!requests.has(JobId(1)));
    }
}
