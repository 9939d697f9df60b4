//! The files for a team server name what exists: variables, flags and commands of the program, services, volumes, secrets.

use crate::support::binary;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Every text with commands or variables of a team server.
fn texts() -> Vec<(String, String)> {
    let mut paths: Vec<String> = vec!["docs/deploy.md".into()];
    for folder in ["packaging/compose", "packaging/systemd", "packaging/load"] {
        let entries = std::fs::read_dir(root().join(folder)).expect(folder).flatten();
        paths.extend(entries.filter(|e| e.path().is_file()).map(|e| format!("{folder}/{}", e.file_name().to_string_lossy())));
    }
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

/// The part of YAML that the compose file uses: mappings and lists by indentation of two, texts of a line, blocks behind `|`.
/// A value by the path of its keys; the items of a list have numbers as keys.
fn yaml(text: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut path: Vec<(usize, String)> = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((n, line)) = lines.next() {
        let n = n + 1;
        let content = line.trim_start();
        let mut indent = line.len() - content.len();
        assert!(!line.contains('\t') && indent % 2 == 0, "line {n}: tabs and odd indents are no YAML of ours");
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let mut content = content;
        let parent = |path: &[(usize, String)]| path.iter().map(|(_, key)| key.as_str()).collect::<Vec<_>>().join("/");
        if let Some(item) = content.strip_prefix("- ") {
            path.retain(|(at, key)| *at < indent || (*at == indent && key.parse::<usize>().is_ok()));
            let next = path.pop_if(|(at, _)| *at == indent).map_or(0, |(_, key)| key.parse::<usize>().expect("a number") + 1);
            path.push((indent, next.to_string()));
            (content, indent) = (item, indent + 2);
        } else {
            path.retain(|(at, _)| *at < indent);
        }
        let is_key = |key: &str| key.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
        let pair = content.split_once(':').filter(|(key, rest)| is_key(key) && (rest.is_empty() || rest.starts_with(' ')));
        let (at, value) = match pair {
            Some((key, value)) => {
                path.push((indent, key.to_owned()));
                (parent(&path), value.trim())
            }
            None => (parent(&path), content),
        };
        let mut value = value.to_owned();
        if value == "|" {
            let (mut block, base) = (Vec::new(), line.len() - line.trim_start().len());
            while let Some((_, next)) = lines.next_if(|(_, l)| l.trim().is_empty() || l.len() - l.trim_start().len() > base) {
                block.push(next.trim_start());
            }
            value = block.join("\n");
        }
        if let Some((anchor, rest)) = value.strip_prefix('&').map(|v| v.split_once(' ').unwrap_or((v, ""))) {
            assert!(is_key(anchor), "line {n}");
            value = rest.to_owned();
        }
        assert!(values.insert(at.clone(), value).is_none(), "line {n}: {at} stands there twice");
    }
    values
}

/// Items of a list in brackets.
fn list(value: &str) -> Vec<String> {
    let inner = value.strip_prefix('[').and_then(|v| v.strip_suffix(']')).unwrap_or_default();
    inner.split(',').map(|v| v.trim().trim_matches('"').to_owned()).filter(|v| !v.is_empty()).collect()
}

/// The keys directly below a path.
fn below(values: &BTreeMap<String, String>, path: &str) -> BTreeSet<String> {
    let start = format!("{path}/");
    values.keys().filter_map(|key| Some(key.strip_prefix(&start)?.split('/').next()?.to_owned())).collect()
}

#[test]
fn the_compose_file_uses_what_it_declares() {
    let values = yaml(&read("packaging/compose/compose.yaml"));
    let services = below(&values, "services");
    assert!(services.len() >= 5 && services.contains("database"), "{services:?}");
    let declared: BTreeMap<&str, BTreeSet<String>> =
        ["secrets", "volumes", "networks", "configs"].map(|kind| (kind, below(&values, kind))).into();
    let mut used: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for service in &services {
        let of = |key: &str| values.get(&format!("services/{service}/{key}")).cloned().unwrap_or_default();
        let image = of("image");
        let (name, version) = image.split_once(':').unwrap_or_else(|| panic!("{service} pins no version: {image}"));
        assert!(!name.is_empty() && !version.is_empty() && version != "latest", "{service}: {image}");
        let runs_once = ["tool", "make-bucket"].contains(&service.as_str());
        assert!(
            runs_once || !below(&values, &format!("services/{service}/healthcheck")).is_empty(),
            "{service} has no health check"
        );
        assert!(runs_once || of("restart") == "unless-stopped", "{service} does not come back after a restart");
        for on in below(&values, &format!("services/{service}/depends_on")) {
            assert!(services.contains(&on), "{service} depends on {on}");
            let condition = &values[&format!("services/{service}/depends_on/{on}/condition")];
            let is_healthy = condition == "service_healthy";
            assert!(is_healthy || condition == "service_completed_successfully", "{service}: {condition}");
        }
        used.entry("secrets").or_default().extend(list(&of("secrets")));
        used.entry("networks").or_default().extend(list(&of("networks")));
        for at in below(&values, &format!("services/{service}/volumes")) {
            let volume = of(&format!("volumes/{at}"));
            let source = volume.split(':').next().unwrap_or_default().to_owned();
            if !source.starts_with('.') {
                used.entry("volumes").or_default().insert(source);
            }
        }
        for at in below(&values, &format!("services/{service}/configs")) {
            used.entry("configs").or_default().insert(of(&format!("configs/{at}/source")));
        }
    }
    assert_eq!(used, declared);
    for kind in ["secrets", "configs"] {
        for name in &declared[kind] {
            let file = &values[&format!("{kind}/{name}/file")];
            let is_made = file.starts_with("./secrets/") && read("packaging/compose/secrets.sh").contains(name.as_str());
            assert!(is_made || root().join("packaging/compose").join(file).is_file(), "{file}");
        }
    }
    // The server trusts its proxy alone, which keeps its address.
    let proxy = &values["services/proxy/networks/outside/ipv4_address"];
    assert_eq!(&values["services/server/environment/PROXY_ADDRESS"], proxy);
    assert!(values["services/server/command/0"].contains("--trusted-proxy \"$$PROXY_ADDRESS\""));
    for (name, value) in [
        ("PROXY_ADDRESS", proxy),
        ("PROXY_NETWORK", &values["networks/outside/ipam/config/0/subnet"]),
        ("PROXY_OTHERS", &values["networks/outside/ipam/config/0/ip_range"]),
    ] {
        let default = value.strip_prefix(&format!("${{{name}:-")).and_then(|rest| rest.strip_suffix('}')).expect(name);
        assert!(read("packaging/compose/.env.example").contains(&format!("{name}={default}\n")), "{name}: {default}");
    }
    // What stands in .env is asked for, and nothing else is.
    let example = read("packaging/compose/.env.example");
    let given: BTreeSet<&str> =
        example.lines().filter(|l| !l.starts_with('#')).filter_map(|l| Some(l.split_once('=')?.0)).collect();
    let text = read("packaging/compose/compose.yaml");
    let asked: BTreeSet<&str> = text.split("${").skip(1).filter_map(|rest| rest.split([':', '}']).next()).collect();
    assert_eq!(given, asked);
    assert!(!example.to_lowercase().contains("password=") && !example.contains("TOKEN="), "no secret in the example");
}

/// Variables that the program, its libraries or the other services read.
const OF_OTHERS: &[&str] = &[
    // the crate object_store
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ALLOW_HTTP",
    // of the compose file itself
    "VOLUPTAS_VERSION",
];

#[test]
fn every_variable_exists() {
    let mut sources = String::new();
    let mut folders = vec![root().join("src"), root().join("crates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => sources.push_str(&std::fs::read_to_string(path).unwrap_or_default()),
            }
        }
    }
    let documented = read("docs/storage.md");
    let mut seen = 0;
    for (path, text) in texts() {
        for word in text.split(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_') {
            let is_ours = ["VOLUPTAS_", "AWS_", "PGPASS"].iter().any(|start| word.starts_with(start) && word.len() > start.len());
            if is_ours && word != "PGPASS" {
                seen += 1;
                let is_known =
                    if word.starts_with("AWS_") { documented.contains(word) } else { sources.contains(&format!("\"{word}\"")) };
                assert!(is_known || (word == "VOLUPTAS_VERSION" && OF_OTHERS.contains(&word)), "{path}: {word}");
                assert!(!word.starts_with("AWS_") || OF_OTHERS.contains(&word), "{path}: {word}");
            }
        }
    }
    assert!(seen > 20, "{seen} variables");
}

/// The help of a command, by the words before its first flag or file.
fn help(words: &[&str]) -> Option<String> {
    let output = Command::new(binary()).args(words).args(["--help", "--lang", "en"]).stdin(Stdio::null()).output().expect("help");
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn every_command_and_flag_exists() {
    let mut seen = BTreeSet::new();
    for (path, text) in texts() {
        let text = text.replace("\\\n", " ");
        // A command of the tool container is one of the program; a health check is a list of words.
        let plain = |line: &str| line.replace("run --rm tool ", "voluptas-cli ").replace("\"voluptas-cli\", ", "voluptas-cli ");
        let lines = text.lines().map(plain);
        for line in lines.filter(|line| !line.trim_start().starts_with('#')) {
            for call in line.split("voluptas-cli ").skip(1) {
                let call = call.split(['`', '|', '&', ';', '<', '>', '(']).next().unwrap_or_default();
                let words: Vec<&str> = call.split_whitespace().map(|w| w.trim_matches(['"', '\'', ',', ']'])).collect();
                let is_name =
                    |w: &&&str| w.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !w.starts_with('-') && !w.is_empty();
                let names: Vec<&str> = words.iter().take_while(is_name).take(2).copied().collect();
                let Some(first) = names.first() else { continue };
                let Some(of_command) = help(&names).or_else(|| help(&[first])) else { panic!("{path}: {line}") };
                for flag in words.iter().filter(|w| w.starts_with("--")) {
                    let flag = flag.split('=').next().unwrap_or_default();
                    assert!(of_command.contains(flag), "{path}: {flag} of {names:?}");
                    seen.insert(flag.to_owned());
                }
            }
        }
    }
    for flag in ["--workspace", "--listen", "--check-health", "--move-to", "--database-attempts"] {
        assert!(seen.contains(flag), "{flag} in {seen:?}");
    }
}

#[cfg(unix)]
#[test]
fn the_scripts_are_scripts() {
    let check = |shell: &str, path: &Path| {
        let output = Command::new(shell).arg("-n").arg(path).output().expect(shell);
        assert!(output.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&output.stderr));
    };
    let compose = root().join("packaging/compose");
    check("sh", &compose.join("environment.sh"));
    check("sh", &compose.join("secrets.sh"));
    check("bash", &root().join("packaging/load/run"));
    let dir = tempfile::tempdir().expect("folder");
    for (service, command) in ["server", "make-bucket"].map(|s| (s, format!("services/{s}/command/0"))) {
        let script = yaml(&read("packaging/compose/compose.yaml"))[&command].replace("$$", "$");
        let file = dir.path().join(service);
        std::fs::write(&file, script).expect("written");
        check("sh", &file);
    }
}
