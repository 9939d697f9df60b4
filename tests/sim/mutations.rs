//! Runs the program without one of its safeties: the simulation must notice each time.
//!
//! `VOLUPTAS_SIM_SEEDS=N` limits the number of worlds for each mutation.

use crate::world::Setup;
use crate::world::event::draw;
use crate::{DEFAULT, Template};
use voluptas_qase::Safeties;

/// Maximum number of worlds for each mutation.
const BOUND: u64 = 2_000;

fn bound() -> u64 {
    crate::number("VOLUPTAS_SIM_SEEDS").unwrap_or(BOUND)
}

/// The mutations by name, each with the first world that noticed it when this was written. That world is played first, so that the
/// search is short as long as worlds are drawn in the same way.
fn mutations() -> [(&'static str, Safeties, u64); 5] {
    [
        ("lease", Safeties { lease: false, ..DEFAULT }, 28),
        ("trace", Safeties { trace: false, ..DEFAULT }, 396),
        ("look_up", Safeties { look_up: false, ..DEFAULT }, 3),
        ("read_back", Safeties { read_back: false, ..DEFAULT }, 2),
        ("paging", Safeties { paging: false, ..DEFAULT }, 146),
    ]
}

#[test]
fn every_missing_safety_is_noticed() {
    let template = Template::new();
    let mut missed = Vec::new();
    println!("| without | seed | broken promise |");
    println!("|---|---|---|");
    for (name, safeties, known) in mutations() {
        let broken = std::iter::once(known).chain(1..=bound()).find_map(|seed| {
            let outcome = template.play(&draw(seed), Setup { safeties, verbose: false });
            let violation = outcome.violations.first()?.clone();
            // With all safeties on, the program must keep its promises in this world.
            let whole = template.play(&draw(seed), Setup { safeties: DEFAULT, verbose: false });
            whole.violations.is_empty().then_some((seed, violation))
        });
        match broken {
            Some((seed, violation)) => println!("| {name} | {seed} | {}: {} |", violation.rule, violation.text),
            None => {
                println!("| {name} | none of {} | |", bound());
                missed.push(name);
            }
        }
    }
    assert!(missed.is_empty(), "nobody notices that {missed:?} is missing");
}
