//! `bench-data`: a workspace of a given size, for measurements.

use crate::app::bench_data::{self, PROJECT, Sizes};
use crate::cli::args::BenchDataArgs;
use crate::cli::errors::Stop;
use crate::cli::exit::Exit;
use crate::cli::json::BenchDataAnswer;
use crate::cli::resolve::Context;
use crate::domain::Message;
use crate::store::Error;
use std::time::Instant;

/// Rows between two lines of progress.
const TELL: usize = 100_000;

pub(super) fn run(args: &BenchDataArgs, context: &Context) -> Result<Exit, Stop> {
    context.start_log(&context.paths.log_dir, 0);
    let workspace = context.workspace()?;
    let sizes =
        Sizes::new(args.functions as usize, args.cases as usize, args.results as usize, args.runs.map(|n| n as usize), args.seed);
    if sizes.results > 0 && sizes.cases == 0 {
        return Err(Stop::new(Exit::Usage, Message::new("cli-error-bench-cases")));
    }
    let (printer, begin) = (&context.printer, Instant::now());
    let mut told = 0;
    let filled = bench_data::fill(&workspace.store, &sizes, |done, all| {
        if done / TELL > told / TELL {
            told = done;
            printer.step(&Message::new("cli-bench-progress").count("done", done).count("all", all));
        }
    });
    filled.map_err(|e| match e {
        Error::Duplicate(_) => Stop::new(Exit::Failed, Message::new("cli-error-bench-there").with("code", PROJECT)),
        other => other.into(),
    })?;
    let answer = BenchDataAnswer {
        workspace: workspace.store.location().to_string(),
        functions: sizes.functions,
        cases: sizes.cases,
        runs: sizes.runs,
        results: sizes.results,
        seed: sizes.seed,
        elapsed_ms: u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX),
    };
    printer.summary(&answer, |out| {
        out.say(
            &Message::new("cli-bench-filled")
                .count("functions", answer.functions)
                .count("cases", answer.cases)
                .count("runs", answer.runs)
                .count("results", answer.results)
                .with("time", out.tr().duration(i64::try_from(answer.elapsed_ms).unwrap_or(i64::MAX))),
        );
    });
    Ok(Exit::Done)
}
