//! `qase map`: which case covers which function.

use crate::args::{ConnectionArgs, MapArgs, MapCommand, MapFile, MapImportArgs, PairArgs, SuggestArgs};
use crate::errors::CliError;
use crate::exit::Exit;
use crate::files::{read_input, write_output};
use crate::json::{
    CaseObject, FileReport, FunctionObject, LinkAnswer, MapExported, MapImported, MapListed, MapSuggested, MappingObject,
    SuggestionObject,
};
use crate::output::Align::{Cut, Left, Right};
use crate::output::Printer;
use crate::resolve::Context;
use crate::{rows, terminal};
use std::collections::HashMap;
use voluptas_app::functions::edit;
use voluptas_app::sync;
use voluptas_app::sync::by_name::{LinkedProject, Names};
use voluptas_core::domain::Message;
use voluptas_core::domain::case_code::NamedCase;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId};
use voluptas_core::domain::mapping::Origin;
use voluptas_formats::{WriteOptions, read_mapping_with, write_mapping};
use voluptas_store::{Store, Tx};
use voluptas_sync::mapping::{self, Suggestion};

pub(super) fn run(args: MapArgs, connection: &ConnectionArgs, context: &Context) -> Result<Exit, CliError> {
    let connector = context.connector(connection)?;
    let code = connector.project()?;
    let only_looks = match &args.command {
        MapCommand::List | MapCommand::Export(_) => true,
        MapCommand::Suggest(args) => args.accept.is_none(),
        MapCommand::Import(args) => args.dry_run,
        MapCommand::Link(_) | MapCommand::Unlink(_) => false,
    };
    let workspace = if only_looks { context.workspace_to_read()? } else { context.existing_workspace()? };
    let account = connector.account();
    let Some(place) = workspace.store.read(|tx| sync::by_name::place(tx, &account, &code))? else {
        return Err(CliError::not_imported(&code));
    };
    let here = Here { store: &workspace.store, place, code, out: &context.printer };
    match args.command {
        MapCommand::List => here.list(),
        MapCommand::Suggest(args) => here.suggest(&args),
        MapCommand::Link(args) => here.link(&args),
        MapCommand::Unlink(args) => here.unlink(&args),
        MapCommand::Export(args) => here.export(&args),
        MapCommand::Import(args) => here.import(&args),
    }
}

struct Here<'c> {
    store: &'c Store,
    place: LinkedProject,
    code: String,
    out: &'c Printer,
}

/// Functions and cases of the project in JSON form, by row id.
struct MapObjects {
    functions: HashMap<FunctionId, FunctionObject>,
    cases: HashMap<CaseId, CaseObject>,
}

impl MapObjects {
    fn read(tx: &Tx<'_>, place: &LinkedProject) -> voluptas_store::Result<Self> {
        let links = match &place.remote {
            Some(remote) => tx.remotes().links(remote.id)?,
            None => Vec::new(),
        };
        let twins: HashMap<CaseId, i64> = links.into_iter().map(|l| (l.link.case_id, l.link.qase_id)).collect();
        let functions = tx.functions().all()?.into_iter();
        let cases = tx.cases().lines(place.project)?.into_iter();
        Ok(Self {
            functions: functions.map(|f| (f.id, FunctionObject { func_id: f.content.func_id, title: f.content.title })).collect(),
            cases: cases
                .map(|c| (c.id, CaseObject { number: c.number, qase_id: twins.get(&c.id).copied(), title: c.title }))
                .collect(),
        })
    }
}

impl Here<'_> {
    fn list(&self) -> Result<Exit, CliError> {
        let (rows, orphans, shown) = self.store.read(|tx| {
            let input = mapping::load(tx, self.place.project)?;
            Ok((mapping::rows(tx, self.place.remote.as_ref())?, mapping::orphans(&input), MapObjects::read(tx, &self.place)?))
        })?;
        let mappings: Vec<MappingObject> = rows
            .into_iter()
            .filter(|r| shown.cases.contains_key(&r.case_id))
            .map(|r| MappingObject {
                func_id: r.func_id,
                function_title: r.function_title,
                case: CaseObject { number: r.case_number, qase_id: r.qase_id, title: r.case_title },
                origin: r.origin.into(),
                state: r.state,
            })
            .collect();
        let mut left: Vec<CaseObject> = orphans.cases.iter().filter_map(|c| shown.cases.get(c).cloned()).collect();
        left.sort_by_key(|c| (c.qase_id.is_none(), c.qase_id.unwrap_or(c.number)));
        let answer = MapListed {
            project: self.code.clone(),
            functions_without_case: orphans.functions.iter().filter_map(|f| shown.functions.get(f).cloned()).collect(),
            cases_without_function: left,
            mappings,
        };
        self.out.answer(&answer, |out| {
            let tr = out.tr();
            let titles = ["cli-col-func-id", "cli-col-case", "cli-col-title", "cli-col-reason"].map(|k| tr.text(k));
            let columns: Vec<_> = titles.iter().map(|t| t.as_ref()).zip([Left, Right, Cut, Left]).collect();
            let rows = answer.mappings.iter().map(|m| {
                vec![m.func_id.clone(), m.case.shown_id(), m.case.title.clone(), tr.text(&reason_key(m.origin)).into_owned()]
            });
            out.table(&columns, &rows.collect::<Vec<_>>());
            if !answer.functions_without_case.is_empty() {
                out.heading(&format!("\n{}", tr.text("cli-map-functions-left")));
                for f in &answer.functions_without_case {
                    out.line(&format!("  {}  {}", f.func_id, terminal::cell(&f.title)));
                }
            }
            if !answer.cases_without_function.is_empty() {
                out.heading(&format!("\n{}", tr.text("cli-map-cases-left")));
                for c in &answer.cases_without_function {
                    out.line(&format!("  {:>6}  {}", c.shown_id(), terminal::cell(&c.title)));
                }
            }
        });
        Ok(if answer.mappings.is_empty() { Exit::Nothing } else { Exit::Done })
    }

    fn suggest(&self, args: &SuggestArgs) -> Result<Exit, CliError> {
        let (found, shown) = self.store.read(|tx| {
            let input = mapping::load(tx, self.place.project)?;
            Ok((mapping::suggest(&input, mapping::LEAST_SCORE), MapObjects::read(tx, &self.place)?))
        })?;
        let accepted = match args.accept {
            Some(score) => mapping::accept(&found, score),
            None => Vec::new(),
        };
        let made = if accepted.is_empty() { 0 } else { edit::link(self.store, &accepted)? };
        let object = |s: &Suggestion| {
            Some(SuggestionObject {
                func_id: shown.functions.get(&s.function_id)?.func_id.clone(),
                function_title: shown.functions.get(&s.function_id)?.title.clone(),
                case: shown.cases.get(&s.case_id)?.clone(),
                reason: s.origin.into(),
                score: (s.score * 100.0).round() / 100.0,
                ambiguous: s.ambiguous,
                accepted: accepted.iter().any(|(f, c, _)| (*f, *c) == (s.function_id, s.case_id)),
            })
        };
        let answer = MapSuggested {
            project: self.code.clone(),
            suggestions: found.iter().filter_map(object).collect(),
            mappings_created: made,
        };
        self.out.answer(&answer, |out| {
            if answer.suggestions.is_empty() {
                out.say(&Message::new("cli-map-no-suggestions"));
                return;
            }
            let tr = out.tr();
            let titles =
                ["cli-col-score", "cli-col-func-id", "cli-col-case", "cli-col-title", "cli-col-reason"].map(|k| tr.text(k));
            let columns: Vec<_> = titles.iter().map(|t| t.as_ref()).zip([Right, Left, Right, Cut, Left]).collect();
            let rows = answer.suggestions.iter().map(|s| {
                let mut reason = tr.text(&reason_key(s.reason)).into_owned();
                if s.ambiguous {
                    reason = format!("{reason}, {}", tr.text("cli-map-ambiguous"));
                }
                vec![format!("{:.2}", s.score), s.func_id.clone(), s.case.shown_id(), s.case.title.clone(), reason]
            });
            out.table(&columns, &rows.collect::<Vec<_>>());
            out.say(&match args.accept {
                Some(_) => Message::new("cli-map-accepted").count("count", made),
                None => Message::new("cli-map-accept-hint"),
            });
        });
        // No suggestion left after `--accept` is a success; without `--accept` the empty list is a "nothing matched".
        Ok(if answer.suggestions.is_empty() && args.accept.is_none() { Exit::Nothing } else { Exit::Done })
    }

    fn pair(&self, args: &PairArgs) -> Result<(FunctionId, CaseId), CliError> {
        let names = self.store.read(|tx| Names::read(tx, &self.place))?;
        let function = names.function(&args.func_id).ok_or_else(|| {
            CliError::nothing(Message::new("cli-error-no-function").with("func", &args.func_id))
                .remedy(Message::new("cli-remedy-list-functions"))
        })?;
        let named = named_case(self.store, self.place.project, &args.case, &self.code)?;
        note_sent(self.out, &names, named, &self.code);
        let case = names.named(named).ok_or_else(|| {
            let message = Message::new("cli-error-no-case").with("project", &self.code).with("case", named.to_string());
            CliError::nothing(message).remedy(Message::new("cli-remedy-import-first"))
        })?;
        Ok((function, case))
    }

    fn link(&self, args: &PairArgs) -> Result<Exit, CliError> {
        let (function, case) = self.pair(args)?;
        let changed = edit::link(self.store, &[(function, case, Origin::Manual)])? > 0;
        Ok(self.linked(args, changed, if changed { "cli-map-linked" } else { "cli-map-linked-before" }, Exit::Done))
    }

    fn unlink(&self, args: &PairArgs) -> Result<Exit, CliError> {
        let (function, case) = self.pair(args)?;
        let changed = edit::unlink(self.store, &[(function, case)])? > 0;
        let exit = if changed { Exit::Done } else { Exit::Nothing };
        Ok(self.linked(args, changed, if changed { "cli-map-unlinked" } else { "cli-map-not-linked" }, exit))
    }

    fn linked(&self, args: &PairArgs, changed: bool, key: &'static str, exit: Exit) -> Exit {
        let answer = LinkAnswer { project: self.code.clone(), func_id: args.func_id.clone(), case: args.case.clone(), changed };
        self.out.summary(&answer, |out| out.say(&Message::new(key).with("func", &args.func_id).with("case", &args.case)));
        exit
    }

    fn export(&self, args: &MapFile) -> Result<Exit, CliError> {
        let rows = self.store.read(|tx| sync::by_name::export(tx, &self.place, &self.code))?;
        let to_stdout = write_output(&args.file, &write_mapping(&rows, WriteOptions::default()), self.out)?;
        if !to_stdout {
            let answer = MapExported { project: self.code.clone(), file: args.file.display().to_string(), mappings: rows.len() };
            self.out.summary(&answer, |out| {
                out.say(&Message::new("cli-map-exported").count("count", rows.len()).with("path", args.file.display()));
            });
        }
        Ok(if rows.is_empty() { Exit::Nothing } else { Exit::Done })
    }

    fn import(&self, args: &MapImportArgs) -> Result<Exit, CliError> {
        let (name, bytes) = read_input(&args.file)?;
        let file = read_mapping_with(&name, &bytes, &args.table.options())?;
        rows::notes(self.out, &file.report);
        let plan = sync::by_name::plan_import(self.store, &self.place, &self.code, &file.rows)?;
        let created = if args.dry_run || plan.new.is_empty() { plan.new.len() } else { edit::link(self.store, &plan.new)? };
        rows::unknown(self.out, &name, &plan.unknown);
        rows::skipped_quietly(self.out, &file.report, plan.unknown.len());
        let mut report = FileReport::new(&file.report);
        report.unknown(&plan.unknown);
        let answer = MapImported {
            project: self.code.clone(),
            dry_run: args.dry_run,
            created,
            unchanged: plan.unchanged,
            unknown: plan.unknown.len(),
            file: report,
        };
        self.out.summary(&answer, |out| {
            rows::summary(out, &file.report, plan.unknown.len());
            out.say(
                &Message::new(if args.dry_run { "cli-map-would" } else { "cli-map-imported" })
                    .count("created", created)
                    .count("unchanged", plan.unchanged)
                    .count("unknown", plan.unknown.len()),
            );
        });
        Ok(if created + plan.unchanged == 0 {
            Exit::Nothing
        } else if answer.file.skipped > 0 {
            Exit::Partly
        } else {
            Exit::Done
        })
    }
}

fn reason_key(origin: &str) -> String {
    format!("cli-reason-{}", origin.replace('_', "-"))
}

/// `42`, `SHOP-42` or `new-3`; the project may be named by its code here or in Qase.
pub(super) fn named_case(store: &Store, project: ProjectId, text: &str, code: &str) -> Result<NamedCase, CliError> {
    let wrong = || CliError::usage(Message::new("cli-error-case").with("value", text).with("code", code));
    store.read(|tx| tx.read_code(project, text))?.ok_or_else(wrong)
}

/// Says the id of a case that is named as one that Qase lacks, and that Qase has meanwhile.
pub(super) fn note_sent(out: &Printer, names: &Names, name: NamedCase, code: &str) {
    if let Some((_, id)) = names.sent(name) {
        let message = Message::new("cli-case-was-sent").with("case", name.to_string()).with("id", format!("{code}-{id}"));
        out.note(&message);
    }
}
