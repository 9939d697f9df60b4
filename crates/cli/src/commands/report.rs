//! `report`: a run as a file for people or programs.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::target;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::ReportAnswer;
use crate::output::Printer;
use crate::resolve::Context;
use crate::result_args::{MB, ReportArgs};
use voluptas_app::runs;
use voluptas_app::runs::report::{Format, Options, ReportCounts};
use voluptas_core::base::fs::NamedWriter;
use voluptas_core::base::{Clock as _, SystemClock};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::project::Project;
use voluptas_settings::error::temporary_folder;
use voluptas_store::Store;

pub(super) fn run(args: &ReportArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let printer = &context.printer;
    let given = args.out.as_deref();
    let to_stdout = given == Some(Path::new("-"));
    if to_stdout && printer.is_json() {
        return Err(CliError::usage(Message::new("cli-error-two-outputs")));
    }
    let format = args.format.or_else(|| given.map_or(Some(Format::Html), Format::of_path));
    let format = format.ok_or_else(|| {
        let path = given.map(|path| path.display().to_string()).unwrap_or_default();
        CliError::usage(Message::new("cli-error-report-format").with("path", path))
    })?;
    let store = context.workspace_to_read()?.store;
    let project = target::existing(&store, &args.project)?;
    let run = target::run(&store, &project, args.run)?;
    let out = given.map_or_else(|| PathBuf::from(runs::report::file_name(&project.code, run.number, format)), Path::to_owned);
    let options =
        Options { format, lang: printer.tr().lang(), attachment_bytes: args.attachments_mb * MB, now: SystemClock.now() };
    if to_stdout {
        write(&store, &project, run.id, &options, &out, &mut Standard(printer))?;
        return Ok(Exit::Done);
    }
    let unwritable = |e: io::Error| CliError::unwritable(&out, &e);
    let mut file = NamedWriter::create(&out).map_err(unwritable)?;
    let written = write(&store, &project, run.id, &options, &out, &mut file)?;
    let bytes = file.finish().map_err(unwritable)?;
    let answer = ReportAnswer {
        project: project.code,
        run: run.number,
        file: out.display().to_string(),
        format: format.into(),
        bytes,
        tests: written.tests,
        untested: written.untested,
        attachments: written.files,
        attachments_listed: written.files_listed,
    };
    printer.summary(&answer, |out| {
        let key = if answer.tests == 0 { "cli-report-written-empty" } else { "cli-report-written" };
        let said = Message::new(key).with("run", answer.run).with("path", &answer.file);
        let said = said.with("size", out.tr().bytes(answer.bytes));
        let tests = i64::try_from(answer.tests).unwrap_or(i64::MAX).saturating_add(answer.untested);
        out.say(&said.count("count", tests).count("untested", answer.untested));
        if format == Format::Html && answer.attachments_listed > 0 {
            out.say(
                &Message::new("cli-report-files").count("count", answer.attachments).count("listed", answer.attachments_listed),
            );
        }
    });
    Ok(Exit::Done)
}

fn write(
    store: &Store,
    project: &Project,
    run: RunId,
    options: &Options,
    path: &Path,
    out: &mut dyn Write,
) -> Result<ReportCounts, CliError> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    runs::report::write(store, project, run, options, &mut out).map_err(|error| match error {
        runs::report::Error::Store(error) => error.into(),
        runs::report::Error::Output(error) => CliError::unwritable(path, &error),
        runs::report::Error::Temporary(error) => CliError::new(Exit::Failed, temporary_folder(&error)),
    })
}

/// Standard output, whose failures the printer keeps.
struct Standard<'p>(&'p Printer);

impl Write for Standard<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.raw(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
