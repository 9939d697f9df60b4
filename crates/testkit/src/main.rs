//! `testkit`: writes the workspaces and files of results that measurements begin with.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::{Args, Parser, Subcommand};
use testkit::bench_data::{self, PROJECT, Sizes};
use testkit::bench_files::{self, Kind};
use testkit::load::Load;
use voluptas_core::base::SystemClock;
use voluptas_store::{Error, Location, Server, Store};

/// Rows between two lines of progress.
const PROGRESS_STEP: usize = 100_000;

/// Data for measurements of VoluptAS.
#[derive(Debug, Parser)]
#[command(name = "testkit")]
struct Cli {
    /// Prints the answer as JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Fills a workspace.
    BenchData(BenchDataArgs),
    /// Writes files of results.
    BenchFiles(BenchFilesArgs),
    /// Puts load on a running server. The token is in VOLUPTAS_SERVER_TOKEN.
    Load(LoadArgs),
    /// Measures the first paint of pages of a running server in Chromium. The token is in VOLUPTAS_SERVER_TOKEN.
    Paint(PaintArgs),
}

#[derive(Debug, Args)]
struct BenchDataArgs {
    /// The workspace: a file, or the address of a PostgreSQL database. Created when it is missing.
    #[arg(long, value_name = "FILE|URL", default_value = "bench.voluptas")]
    workspace: String,
    /// Functions of the registry.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=10_000_000))]
    functions: u32,
    /// Cases.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=10_000_000))]
    cases: u32,
    /// Results.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=100_000_000))]
    results: u32,
    /// Runs among which the results are divided; by default one for each 10,000.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    runs: Option<u32>,
    /// Start of the random numbers.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, Args)]
struct BenchFilesArgs {
    /// The new folder.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Tests.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    results: u32,
    /// Kind of the files: allure, junit.
    #[arg(long, value_name = "KIND", value_parser = kind, default_value = "allure")]
    kind: Kind,
    /// Start of the random numbers.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Number of the run: another one gives other times and outcomes of the same tests.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    run: u64,
}

#[derive(Debug, Args)]
struct LoadArgs {
    /// The server: 127.0.0.1:8420, plain HTTP.
    #[arg(value_name = "HOST:PORT")]
    host: String,
    /// Code of the project, as bench-data makes it.
    #[arg(long, value_name = "CODE", default_value = PROJECT)]
    project: String,
    /// Clients, each with a connection.
    #[arg(long, value_name = "N", default_value_t = 300)]
    clients: u32,
    /// Seconds.
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u64,
    /// Mean pause of a client before a request, in milliseconds; 0 sends without pause.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pause: u64,
    /// Percentages of lists, of single cases, and of requests with results.
    #[arg(long, value_name = "N,N,N", value_delimiter = ',', default_value = "70,20,10")]
    mix: Vec<u32>,
    /// Results of a request.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
    batch: u32,
    /// Cases of the project.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    cases: u32,
    /// Runs of the project.
    #[arg(long, value_name = "N", default_value_t = 20)]
    runs: u32,
}

#[derive(Debug, Args)]
struct PaintArgs {
    /// The server: http://127.0.0.1:8420
    #[arg(value_name = "URL")]
    root: String,
    /// Paths of the pages: / /BENCH/cases
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<String>,
}

fn kind(text: &str) -> Result<Kind, String> {
    text.parse().map_err(|_| "allure, junit".to_owned())
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (answer, text) = match &cli.command {
        Command::BenchData(args) => match fill(args) {
            Ok(done) => done,
            Err(end) => return end,
        },
        Command::BenchFiles(args) => {
            if let Err(error) = bench_files::write(&args.folder, args.kind, args.results as usize, args.seed, args.run) {
                eprintln!("{}: {error}", args.folder.display());
                return ExitCode::FAILURE;
            }
            let folder = args.folder.display().to_string();
            (serde_json::json!({"folder": folder, "results": args.results}), format!("{folder}: {} results", args.results))
        }
        Command::Load(args) => match load(args) {
            Ok(measured) => (measured.clone(), format!("{measured:#}")),
            Err(error) => {
                eprintln!("{}: {error}", args.host);
                return ExitCode::FAILURE;
            }
        },
        Command::Paint(args) => {
            let token = std::env::var("VOLUPTAS_SERVER_TOKEN").unwrap_or_default();
            match testkit::paint::measure(args.root.trim_end_matches('/'), &token, &args.paths) {
                Ok(measured) => (measured.clone(), format!("{measured:#}")),
                Err(error) => {
                    eprintln!("{}: {error}", args.root);
                    return ExitCode::FAILURE;
                }
            }
        }
    };
    if cli.json {
        println!("{answer:#}")
    } else {
        println!("{text}")
    }
    ExitCode::SUCCESS
}

fn load(args: &LoadArgs) -> std::io::Result<serde_json::Value> {
    let Ok(token) = std::env::var("VOLUPTAS_SERVER_TOKEN") else {
        return Err(std::io::Error::other("VOLUPTAS_SERVER_TOKEN is not set"));
    };
    let load = Load {
        host: args.host.trim_start_matches("http://").trim_end_matches('/').to_owned(),
        token,
        project: args.project.clone(),
        clients: args.clients,
        time: Duration::from_secs(args.seconds),
        pause: Duration::from_millis(args.pause),
        mix: [0, 1, 2].map(|place| args.mix.get(place).copied().unwrap_or_default()),
        batch: args.batch,
        cases: args.cases,
        runs: args.runs,
    };
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(load.run())
}

fn fill(args: &BenchDataArgs) -> Result<(serde_json::Value, String), ExitCode> {
    let sizes =
        Sizes::new(args.functions as usize, args.cases as usize, args.results as usize, args.runs.map(|n| n as usize), args.seed);
    if sizes.results > 0 && sizes.cases == 0 {
        eprintln!("--results needs --cases: a result belongs to a case");
        return Err(ExitCode::from(2));
    }
    let failed = |error: Error| {
        eprintln!("{}: {error}", args.workspace.split('@').next_back().unwrap_or_default());
        ExitCode::FAILURE
    };
    let store = open(&args.workspace).map_err(failed)?;
    let (begin, mut told) = (Instant::now(), 0);
    bench_data::fill(&store, &sizes, |done, all| {
        if done / PROGRESS_STEP > told / PROGRESS_STEP {
            told = done;
            eprintln!("{done} of {all} rows");
        }
    })
    .map_err(|error| match error {
        Error::Duplicate(_) => {
            eprintln!("The workspace has a project {PROJECT} already.");
            ExitCode::FAILURE
        }
        other => failed(other),
    })?;
    let elapsed = begin.elapsed();
    let answer = serde_json::json!({
        "workspace": store.location().to_string(),
        "functions": sizes.functions,
        "cases": sizes.cases,
        "runs": sizes.runs,
        "results": sizes.results,
        "seed": sizes.seed,
        "elapsed_ms": u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
    });
    let Sizes { functions, cases, runs, results, .. } = sizes;
    let text = format!("{functions} functions, {cases} cases, {runs} runs, {results} results in {:.1} s", elapsed.as_secs_f64());
    Ok((answer, text))
}

/// Opens a workspace; of one on a server the files lie in a folder `bench-server` of the current one.
fn open(workspace: &str) -> voluptas_store::Result<Store> {
    let location = if workspace.contains("://") {
        Location::on_server(Server::parse(workspace)?, Path::new("bench-server"))
    } else {
        Location::from(Path::new(workspace))
    };
    Store::open_at(&location, Arc::new(SystemClock))
}
