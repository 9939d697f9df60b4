//! Shortens a failing history: events and faults are removed as long as the same promise stays broken.

use crate::qase::wire::Weather;
use crate::world::Outcome;
use crate::world::event::{Act, Drawn, Event, Trouble};
use std::time::{Duration, Instant};

/// Maximum number of shortened worlds to play.
const TRIES: usize = 400;
/// Maximum real time for one history.
const LONGEST: Duration = Duration::from_secs(15);

/// The shortest history found that breaks the same promise, with its outcome.
pub fn shrink(drawn: &Drawn, rule: &str, mut play: impl FnMut(&Drawn) -> Outcome) -> (Drawn, Outcome) {
    let (mut tries, began) = (0, Instant::now());
    let mut best = drawn.clone();
    let mut outcome = play(&best);
    let mut attempt = |candidate: Drawn, best: &mut Drawn, outcome: &mut Outcome, tries: &mut usize| {
        if *tries >= TRIES || began.elapsed() > LONGEST {
            return false;
        }
        *tries += 1;
        let played = play(&candidate);
        let same = played.violations.iter().any(|v| v.rule == rule);
        if same {
            (*best, *outcome) = (candidate, played);
        }
        same
    };
    loop {
        let before = best.clone();
        let mut size = best.events.len().div_ceil(2).max(1);
        loop {
            let mut at = 0;
            while at < best.events.len() {
                let mut candidate = best.clone();
                candidate.events.drain(at..(at + size).min(candidate.events.len()));
                if !attempt(candidate, &mut best, &mut outcome, &mut tries) {
                    at += size;
                }
            }
            if size == 1 {
                break;
            }
            size = size.div_ceil(2);
        }
        for n in 0..best.events.len() {
            for simpler in simpler(&best.events[n]) {
                let mut candidate = best.clone();
                candidate.events[n] = simpler;
                attempt(candidate, &mut best, &mut outcome, &mut tries);
            }
        }
        for simpler in plainer(&best) {
            attempt(simpler, &mut best, &mut outcome, &mut tries);
        }
        if best.events == before.events || tries >= TRIES || began.elapsed() > LONGEST {
            return (best, outcome);
        }
    }
}

fn troubles(trouble: &Trouble) -> Vec<Trouble> {
    let mut out = Vec::new();
    if trouble.kill.is_some() {
        out.push(Trouble { kill: None, ..trouble.clone() });
    }
    if trouble.weather != Weather::CALM {
        out.push(Trouble { weather: Weather::CALM, ..trouble.clone() });
    }
    for n in 0..trouble.during.len() {
        let mut fewer = trouble.clone();
        fewer.during.remove(n);
        out.push(fewer);
    }
    out
}

fn simpler(event: &Event) -> Vec<Event> {
    let with = |act: Act| Event { act, ..event.clone() };
    match &event.act {
        Act::Sync(jobs) => {
            let mut out = Vec::new();
            if jobs.len() > 1 {
                out.extend(jobs.iter().map(|job| with(Act::Sync(vec![job.clone()]))));
            }
            for (n, job) in jobs.iter().enumerate() {
                for trouble in troubles(&job.trouble) {
                    let mut jobs = jobs.clone();
                    jobs[n].trouble = trouble;
                    out.push(with(Act::Sync(jobs)));
                }
                if job.policy != voluptas_sync::Policy::Smart {
                    let mut jobs = jobs.clone();
                    jobs[n].policy = voluptas_sync::Policy::Smart;
                    out.push(with(Act::Sync(jobs)));
                }
            }
            out
        }
        Act::Mirror(job) => troubles(&job.trouble)
            .into_iter()
            .map(|trouble| with(Act::Mirror(crate::world::event::MirrorJob { trouble, ..job.clone() })))
            .collect(),
        _ => Vec::new(),
    }
}

fn plainer(drawn: &Drawn) -> Vec<Drawn> {
    let mut out = Vec::new();
    let habits = &drawn.habits;
    let with = |habits| Drawn { habits, ..drawn.clone() };
    if habits.skew != 0 || habits.slow_results != 0 {
        let mut h = habits.clone();
        (h.skew, h.slow_results) = (0, 0);
        out.push(with(h));
    }
    if habits.drops_tags || habits.drops_postconditions || habits.drops_step_data || habits.mixes_ids || habits.closed_runs_accept
    {
        let mut h = crate::qase::state::Habits { skew: habits.skew, slow_results: habits.slow_results, ..Default::default() };
        h.closed_runs_accept = false;
        out.push(with(h));
    }
    out
}
