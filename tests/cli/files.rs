//! Files that the command line writes: what is replaced, what is kept, and what a failing command leaves behind.
#![cfg(unix)]

use crate::support::Home;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
use std::process::Command;

fn with_functions() -> Home {
    let home = Home::new();
    home.file("f.csv", "FuncID,Title,Type\nshop,Shop,Module\nshop.cart,Cart,Feature\n");
    home.run(&["functions", "import", "f.csv"]).expect(0);
    home
}

#[test]
fn an_export_keeps_links_permissions_and_special_files() {
    let home = with_functions();
    let at = |name: &str| home.path().join(name);
    home.file("kept.csv", "old");
    fs::set_permissions(at("kept.csv"), fs::Permissions::from_mode(0o600)).expect("permissions");
    symlink(at("kept.csv"), at("link.csv")).expect("link");
    home.run(&["functions", "export", "link.csv"]).expect(0);
    assert!(fs::symlink_metadata(at("link.csv")).expect("link").is_symlink());
    assert_eq!(fs::metadata(at("kept.csv")).expect("file").permissions().mode() & 0o777, 0o600);
    let written = fs::read(at("kept.csv")).expect("written");
    assert!(written.starts_with(b"Functional ID,"));

    assert!(Command::new("mkfifo").arg(at("fifo.csv")).status().expect("mkfifo").success());
    let mut child = home.command(&["functions", "export", "fifo.csv"]).spawn().expect("the binary runs");
    let mut read = Vec::new();
    fs::File::open(at("fifo.csv")).expect("fifo").read_to_end(&mut read).expect("read");
    assert_eq!(child.wait().expect("ends").code(), Some(0));
    assert_eq!(read, written);
    assert!(fs::metadata(at("fifo.csv")).expect("fifo").file_type().is_fifo(), "a FIFO stays one");
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    let home = with_functions();
    let ended = home.run(&["functions", "export", "/dev/full"]).expect(1);
    assert!(ended.err.contains("the disk is full"), "{}", ended.err);
    assert!(fs::metadata("/dev/full").expect("device").file_type().is_char_device());
    home.run(&["functions", "export", "/dev/null"]).expect(0);
    assert!(fs::metadata("/dev/null").expect("device").file_type().is_char_device());
}

#[test]
fn a_missing_folder_is_an_error_and_is_not_made() {
    let home = with_functions();
    let ended = home.run(&["functions", "export", "no/such/out.csv"]).expect(1);
    assert!(ended.err.contains("The folder no/such does not exist."), "{}", ended.err);
    assert!(!home.path().join("no").exists());
}

#[test]
fn a_command_that_fails_leaves_nothing_beside_the_workspace_that_was_named() {
    let home = Home::new();
    let empty = home.path().join("empty");
    fs::create_dir(&empty).expect("folder");
    let run = |workspace: &str, args: &[&str]| {
        let mut command = home.command(&[&["--workspace", workspace], args].concat());
        command.env_remove("VOLUPTAS_HOME").output().expect("the binary runs").status.code()
    };
    home.file("f.csv", "FuncID,Title,Type\nshop,Shop,Module\n");
    for args in [&["functions", "list"][..], &["doctor"], &["functions", "import", "missing.csv"]] {
        for workspace in ["empty/y.db", "missing/y.db"] {
            assert_eq!(run(workspace, args), Some(1), "{workspace} {args:?}");
        }
    }
    assert_eq!(run("missing/y.db", &["functions", "import", "f.csv"]), Some(1), "a mistyped folder is not made");
    assert_eq!(fs::read_dir(&empty).expect("list").count(), 0);
    assert!(!home.path().join("missing").exists());
    assert_eq!(run("empty/y.db", &["functions", "import", "f.csv"]), Some(0));
    assert!(empty.join("logs/voluptas.log").is_file(), "the log begins with the workspace");
}

#[test]
fn the_permission_to_create_a_project_includes_the_folder_of_the_workspace() {
    let home = Home::new();
    let run = |workspace: &str, args: &[&str]| {
        let mut command = home.command(&[&["--workspace", workspace], args].concat());
        command.env_remove("VOLUPTAS_HOME").output().expect("the binary runs").status.code()
    };
    home.file("a.xml", "<testsuite name='a'><testcase name='t'/></testsuite>");
    home.file("c.csv", "Title\nPays\n");
    let ingest = ["ingest", "a.xml", "--project", "SHOP"];
    assert_eq!(run("typo/w.db", &ingest), Some(1));
    assert_eq!(run("typo/w.db", &["ingest", "missing.xml", "--project", "SHOP", "--create-project"]), Some(1));
    let import = ["cases", "import", "c.csv", "--project", "SHOP", "--create-project"];
    assert_eq!(run("typo/w.db", &[&import[..], &["--dry-run"]].concat()), Some(0));
    assert!(!home.path().join("typo").exists());
    assert_eq!(run("new/folder/w.db", &[&ingest[..], &["--create-project"]].concat()), Some(0));
    assert_eq!(run("other/w.db", &import), Some(0));
    assert!(home.path().join("new/folder/w.db").is_file() && home.path().join("other/w.db").is_file());
}

#[test]
fn a_workspace_that_cannot_be_written_is_read() {
    use std::os::unix::fs::MetadataExt as _;
    use std::os::unix::process::CommandExt as _;
    let home = with_functions();
    home.file("c.csv", "Title\nPays\n");
    home.run(&["cases", "import", "c.csv", "--project", "SHOP"]).expect(0);
    home.run(&["users", "add", "Anna", "--role", "admin"]).expect(0);
    home.run(&["tokens", "add", "--user", "Anna", "--title", "Nightly"]).expect(0);
    let (folder, workspace) = (home.path(), home.path().join("workspace.voluptas"));
    // Permissions do not hold root back: then somebody else runs a copy of the program that everybody may run.
    let is_root = fs::metadata(folder).expect("folder").uid() == 0;
    let program = folder.join("program");
    if is_root {
        fs::copy(crate::support::binary(), &program).expect("copied");
    }
    let run = |args: &[&str]| {
        let mut command = home.command(args);
        if is_root {
            let mut other = Command::new(&program);
            other.args(args).current_dir("/").uid(65534).gid(65534);
            for (name, value) in command.get_envs() {
                value.map(|value| other.env(name, value));
            }
            command = other;
        }
        // A process that another test starts right now may still hold the copy open for writing.
        let output = loop {
            match command.output() {
                Err(e) if e.kind() == std::io::ErrorKind::ExecutableFileBusy => std::thread::yield_now(),
                output => break output.expect("the program runs"),
            }
        };
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    for (of_file, of_folder) in [(0o444, 0o555), (0o444, 0o755), (0o644, 0o555)] {
        fs::set_permissions(&workspace, fs::Permissions::from_mode(of_file)).expect("permissions");
        fs::set_permissions(folder, fs::Permissions::from_mode(of_folder)).expect("permissions");
        for (args, holds) in [
            (&["functions", "list"][..], "shop.cart"),
            (&["functions", "export", "-"], "shop.cart"),
            (&["projects", "list"], "SHOP"),
            (&["projects", "set", "SHOP", "--auto-create-cases", "on", "--dry-run"], "SHOP"),
            (&["users", "list"], "Anna"),
            (&["tokens", "list"], "Anna"),
            (&["doctor"], "No problems found"),
        ] {
            let (code, out, err) = run(args);
            assert!(code == Some(0) && out.contains(holds), "{of_file:o} {of_folder:o} {args:?}: {code:?} {out} {err}");
        }
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("permissions");
}

#[test]
fn a_folder_is_no_workspace() {
    let home = Home::new();
    let folder = home.path().join("folder");
    std::fs::create_dir(&folder).expect("folder");
    let folder = folder.to_str().expect("path");
    for command in [&["projects", "list"][..], &["doctor"], &["cases", "export", "-", "--format", "csv", "--project", "SHOP"]] {
        let ended = home.run(&[&["--workspace", folder], command].concat()).expect(1);
        assert!(ended.err.contains("is not a VoluptAS workspace"), "{command:?}: {}", ended.err);
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_an_end_is_refused() {
    let home = with_functions();
    for command in [&["cases", "import", "/dev/zero", "--project", "SHOP"][..], &["functions", "import", "/dev/zero"]] {
        let ended = home.run(command).expect(1);
        assert!(ended.err.contains("/dev/zero is larger than 256 MB"), "{command:?}: {}", ended.err);
    }
}
