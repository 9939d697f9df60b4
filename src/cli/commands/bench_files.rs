//! `bench-files`: files of results of a given number, for measurements.

use crate::app::bench_files;
use crate::cli::errors::Stop;
use crate::cli::exit::Exit;
use crate::cli::json::BenchFilesAnswer;
use crate::cli::resolve::Context;
use crate::cli::result_args::BenchFilesArgs;
use crate::domain::Message;

pub(super) fn run(args: &BenchFilesArgs, context: &Context) -> Result<Exit, Stop> {
    bench_files::write(&args.folder, args.kind, args.results as usize, args.seed, args.run).map_err(|e| {
        let path = args.folder.display();
        Stop::new(Exit::Failed, Message::new("cli-error-bench-files").with("path", path).with("error", e))
    })?;
    let answer = BenchFilesAnswer { folder: args.folder.display().to_string(), results: args.results };
    context.printer.summary(&answer, |out| {
        out.say(&Message::new("cli-bench-files").count("count", answer.results).with("path", &answer.folder));
    });
    Ok(Exit::Done)
}
