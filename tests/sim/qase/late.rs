//! Writes that the server has accepted and executes later, after its client has given up waiting.

use super::answer::Answer;
use super::state::Account;
use crate::card::{self, Field};
use reqwest::Method;
use serde_json::Value;
use voluptas_core::base::Millis;

/// A request to the API, without the address of the server.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: Method,
    /// Path below the version, for example `case/SHOP/7`.
    pub path: Vec<String>,
    /// True for version 2.
    pub v2: bool,
    pub query: Vec<(String, String)>,
    pub body: Value,
}

impl Call {
    /// The first value of a query member.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// True for a request that changes something.
    pub fn is_write(&self) -> bool {
        self.method != Method::GET
    }

    /// True for a request that creates something.
    pub fn makes(&self) -> bool {
        self.method == Method::POST && self.path.last().is_none_or(|p| p != "complete")
    }

    /// Method and path in one line.
    pub fn line(&self) -> String {
        let offset = self.query("offset").filter(|o| *o != "0").map(|o| format!("?offset={o}")).unwrap_or_default();
        format!("{} {}{offset}", self.method, self.path.join("/"))
    }
}

/// Values that a `PATCH` removed, with the time of its sender's last read.
#[derive(Debug, Clone)]
pub struct Overwritten {
    /// Tokens that the change removed.
    pub lost: Vec<(Field, u64)>,
    /// Tokens that the change added.
    pub came: Vec<(Field, u64)>,
    /// True when a policy decides conflicts.
    pub decides: bool,
    /// Time of the sender's last read of the object.
    pub look: Millis,
    /// Time at which the change was sent.
    pub sent: Millis,
    /// Time of the change.
    pub at: Millis,
}

/// A write on its way to the server.
#[derive(Debug, Clone)]
pub struct Write {
    /// Time at which the server executes it.
    pub due: Millis,
    pub sent: Millis,
    pub call: Call,
    /// Time of the sender's last read of the object that the write changes.
    pub look: Millis,
    /// True when a policy decides conflicts.
    pub decides: bool,
}

impl Account {
    /// Executes the writes that are due. Gives what they overwrote.
    pub fn settle(&mut self, now: Millis) -> Vec<Overwritten> {
        let mut lost = Vec::new();
        loop {
            let next = self.late.iter().enumerate().filter(|(_, l)| l.due <= now).min_by_key(|(i, l)| (l.due, *i));
            let Some(place) = next.map(|(i, _)| i) else { return lost };
            let late = self.late.remove(place);
            lost.extend(self.execute(&late, late.due).1);
        }
    }

    /// Executes the pending changes of one object at once: a server handles the requests for one object in their order.
    pub fn settle_thing(&mut self, path: &[String], now: Millis) -> Vec<Overwritten> {
        let same = |l: &Write| !l.call.makes() && l.call.path.get(..3) == path.get(..3);
        let mut lost = Vec::new();
        while let Some(place) = self.late.iter().position(same) {
            let late = self.late.remove(place);
            lost.extend(self.execute(&late, now.min(late.due)).1);
        }
        lost
    }

    /// Executes a write now.
    pub fn execute(&mut self, write: &Write, now: Millis) -> (Answer, Option<Overwritten>) {
        let Write { call, sent, look, decides, .. } = write;
        let before = self.tokens_of(&call.path);
        let answer = self.write(call, now);
        if call.method != Method::PATCH {
            return (answer, None);
        }
        let after = self.tokens_of(&call.path);
        let lost: Vec<_> = before.iter().filter(|t| !after.contains(t)).copied().collect();
        let mut came: Vec<_> = after.into_iter().filter(|t| !before.contains(t)).collect();
        // Steps that were sent replace the old ones even where Qase drops a part of them.
        let steps = call.body.get("steps").map(|s| card::tokens(&s.to_string())).unwrap_or_default();
        came.extend(steps.into_iter().map(|t| (Field::Action, t)).filter(|t| !before.iter().any(|b| b.1 == t.1)));
        let lost = (!lost.is_empty()).then_some(Overwritten { lost, came, decides: *decides, look: *look, sent: *sent, at: now });
        (answer, lost)
    }
}
