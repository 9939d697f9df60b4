//! `doctor`: examines the workspace file without changing it.

use crate::app::workspace::attachment_path;
use crate::cli::errors::Stop;
use crate::cli::exit::Exit;
use crate::cli::json::{DoctorAnswer, FindingRow};
use crate::cli::resolve::Context;
use crate::domain::Message;
use crate::i18n::{Lang, Tr};
use crate::store::doctor::{Severity, examine};

pub(super) fn run(context: &Context) -> Result<Exit, Stop> {
    context.start_log(&context.paths.log_dir, 0);
    let path = &context.paths.workspace;
    if !path.is_file() {
        return Err(context.no_workspace());
    }
    let findings = examine(path, |hash| attachment_path(path, hash))?;
    let verdict = findings.iter().map(|f| f.severity).max().unwrap_or(Severity::Good);
    let english = Tr::new(Lang::En);
    let answer = DoctorAnswer {
        workspace: path.display().to_string(),
        verdict,
        findings: findings
            .iter()
            .map(|f| FindingRow { check: f.check, severity: f.severity, count: f.count, message: english.message(&f.message) })
            .collect(),
    };
    context.printer.answer(&answer, |out| {
        out.say(&Message::new("cli-doctor-file").with("path", path.display()));
        for finding in &findings {
            let mark = out.tr().text(match finding.severity {
                Severity::Good => "cli-mark-good",
                Severity::Warning => "cli-mark-warning",
                Severity::Bad => "cli-mark-bad",
            });
            out.line(&format!("  {mark}  {}", out.tr().message(&finding.message)));
        }
        out.say(&Message::new(match verdict {
            Severity::Good => "cli-doctor-good",
            Severity::Warning => "cli-doctor-warning",
            Severity::Bad => "cli-doctor-bad",
        }));
    });
    Ok(match verdict {
        Severity::Good => Exit::Done,
        Severity::Warning => Exit::Partly,
        Severity::Bad => Exit::Failed,
    })
}
