//! Tests of the gathering and reading of files of results.

use super::skipped::COPY;
use super::*;

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
    std::fs::write(path, text).expect("file");
}

/// A piece that borrows nothing of the files.
enum Taken {
    Results { file: String, results: Box<ToolResults>, hash: Option<blake3::Hash> },
    Skipped(SkippedFile),
}

fn taken(piece: Read<'_>) -> Taken {
    match piece {
        Read::Results(file, _, results, hash) => Taken::Results { file: file.file.file_name().into_owned(), results, hash },
        Read::Copy(skipped, _) | Read::Skipped(_, skipped) => Taken::Skipped(skipped),
    }
}

#[test]
fn files_come_in_their_order_and_others_with_a_reason() {
    let home = tempfile::tempdir().expect("folder");
    for i in 0..50 {
        write(home.path(), &format!("in/{i:02}.xml"), &format!("<testsuite><testcase name='t{i}'/></testsuite>"));
    }
    write(home.path(), "in/notes.txt", "nothing");
    write(home.path(), "in/bad.xml", "<testsuite>\n<testcase");
    let mut gathered = gather(&[home.path().join("in")], Limits::default()).expect("gathered");
    let (mut names, mut skipped) = (Vec::new(), Vec::new());
    gathered
        .read(taken, |piece| {
            match piece {
                Taken::Results { results, .. } => names.extend(results.attempts.into_iter().map(|a| a.name)),
                Taken::Skipped(file) => skipped.push((file.file, file.line)),
            }
            Ok::<(), ()>(())
        })
        .expect("read");
    assert_eq!(names, (0..50).map(|i| format!("t{i}")).collect::<Vec<_>>());
    assert_eq!(skipped, [("in/bad.xml".to_owned(), Some(2)), ("in/notes.txt".to_owned(), None)]);
}

#[test]
fn a_file_that_ends_behind_its_declaration_is_cut_off() {
    let home = tempfile::tempdir().expect("folder");
    write(home.path(), "declared.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    write(home.path(), "pom.xml", "<?xml version=\"1.0\"?>\n<project/>\n");
    let mut gathered = gather(&[home.path().to_owned()], Limits::default()).expect("gathered");
    let mut loses_nothing = Vec::new();
    let end: Result<(), ()> = gathered.read(taken, |piece| {
        if let Taken::Skipped(file) = piece {
            let name = file.file.rsplit('/').next().unwrap_or_default().to_owned();
            loses_nothing.push((name, file.loses_nothing));
        }
        Ok(())
    });
    assert!(end.is_ok());
    assert_eq!(loses_nothing, [("declared.xml".to_owned(), false), ("pom.xml".to_owned(), true)]);
}

#[test]
fn an_error_of_the_consumer_ends_the_reading() {
    let home = tempfile::tempdir().expect("folder");
    for i in 0..500 {
        write(home.path(), &format!("{i:03}.xml"), "<testsuite><testcase name='t'/></testsuite>");
    }
    let mut gathered = gather(&[home.path().to_owned()], Limits::default()).expect("gathered");
    let mut taken = 0;
    let end = gathered.read(
        |_| (),
        |()| {
            taken += 1;
            if taken == 3 { Err("full") } else { Ok(()) }
        },
    );
    assert_eq!((end, taken), (Err("full"), 3));
}

#[test]
fn files_are_sorted_folder_by_folder_and_containers_last() {
    let home = tempfile::tempdir().expect("folder");
    for name in ["a/z.xml", "a.b/c.xml", "a/c-container.json", "a/b/c.xml", "b.xml", "a-b.xml", "a/b.xml"] {
        write(home.path(), &format!("in/{name}"), "x");
    }
    let gathered = gather(&[home.path().join("in")], Limits::default()).expect("gathered");
    let names: Vec<String> = gathered.files.iter().map(|f| f.name().replacen("in/", "", 1)).collect();
    assert_eq!(names, ["a/b/c.xml", "a/b.xml", "a/z.xml", "a-b.xml", "a.b/c.xml", "b.xml", "a/c-container.json"]);
}

#[test]
fn attachments_are_found_in_the_folder_alone() {
    let home = tempfile::tempdir().expect("folder");
    write(home.path(), "secret.txt", "secret");
    write(home.path(), "in/a/r.xml", "<testsuite/>");
    write(home.path(), "in/a/shot.png", "png");
    write(home.path(), "in/b/log.txt", "log");
    let gathered = gather(&[home.path().join("in")], Limits::default()).expect("gathered");
    let file = gathered.files.iter().find(|f| f.name().ends_with("r.xml")).expect("file");
    let found = |source: &str| file.beside(source).is_some();
    assert!(found("shot.png") && found("C:\\ci\\out\\shot.png") && found("b/log.txt"));
    let secret = home.path().join("secret.txt").display().to_string();
    assert!(!found("../../secret.txt") && !found(&secret) && !found("") && !found(".."));
}

#[test]
fn a_file_that_is_reached_in_several_ways_is_one() {
    let home = tempfile::tempdir().expect("folder");
    write(home.path(), "in/a.xml", "<testsuite/>");
    let folder = home.path().join("in");
    let paths = [folder.clone(), folder.join("."), folder.join("a.xml"), home.path().join("in/../in")];
    assert_eq!(gather(&paths, Limits::default()).expect("gathered").files.len(), 1);
}

#[test]
fn copies_are_read_once_and_named() {
    let home = tempfile::tempdir().expect("folder");
    let junit = |name: &str| format!("<testsuite><testcase name='{name}'/></testsuite>");
    let allure = |status: &str| format!(r#"{{"name": "of Allure", "uuid": "1", "status": "{status}"}}"#);
    for folder in ["in", "in/copy", "other"] {
        write(home.path(), &format!("{folder}/a.xml"), &junit("a"));
        write(home.path(), &format!("{folder}/environment.properties"), "stand=one");
        write(home.path(), &format!("{folder}/notes.txt"), "nothing");
        write(home.path(), &format!("{folder}/package.json"), "{}");
    }
    // Attempts of one test differ in their content, and the same content under two names is none of one file.
    write(home.path(), "in/1-result.json", &allure("failed"));
    write(home.path(), "other/1-result.json", &allure("passed"));
    write(home.path(), "other/b.xml", &junit("a"));
    write(home.path(), "other/broken-result.json", "{");
    write(home.path(), "in/broken-result.json", "{");
    // A large file is not read in parts for nothing.
    write(home.path(), "in/large.xml", &large(7000));
    write(home.path(), "other/large.xml", &large(7000));
    let paths = [home.path().join("in"), home.path().join("other")];
    let mut gathered = gather(&paths, Limits::default()).expect("gathered");
    let originals = gathered.distinct().filter(|file| file.file_name() == "a.xml").map(Found::name);
    assert_eq!(originals.collect::<Vec<_>>(), ["in/a.xml"]);
    let (mut names, skipped) = all(&mut gathered);
    names.retain(|name| !name.starts_with('t'));
    assert_eq!(names, ["of Allure", "a", "of Allure", "a"]);
    let (copy, other) = ("result-files-copy", "result-files-other");
    let expected = [
        ("in/copy/a.xml", copy),
        ("in/copy/notes.txt", other),
        ("in/copy/package.json", other),
        ("in/broken-result.json", "formats-error-open-value"),
        ("in/notes.txt", other),
        ("in/package.json", other),
        ("other/a.xml", copy),
        ("other/broken-result.json", copy),
        ("other/large.xml", copy),
        ("other/notes.txt", other),
        ("other/package.json", other),
    ];
    let mut expected = expected.map(|(file, key)| (file.to_owned(), key.to_owned())).to_vec();
    let mut skipped = skipped;
    expected.sort();
    skipped.sort();
    assert_eq!(skipped, expected);
}

#[test]
fn a_copy_with_other_attachments_is_none_and_missing_ones_lie_beside_it() {
    let home = tempfile::tempdir().expect("folder");
    let result = |source: &str| {
        let attachments = format!(r#"[{{"name": "a", "source": "{source}"}}]"#);
        format!(r#"{{"name": "of {source}", "status": "failed", "attachments": {attachments}}}"#)
    };
    for folder in ["a", "b"] {
        write(home.path(), &format!("{folder}/1-result.json"), &result("same.txt"));
        write(home.path(), &format!("{folder}/2-result.json"), &result("other.txt"));
        write(home.path(), &format!("{folder}/3-result.json"), &result("one.txt"));
        write(home.path(), &format!("{folder}/same.txt"), "same");
        write(home.path(), &format!("{folder}/other.txt"), &format!("of {folder}"));
    }
    write(home.path(), "b/one.txt", "beside the copy alone");
    let mut gathered = gather(&[home.path().join("a"), home.path().join("b")], Limits::default()).expect("gathered");
    let (mut found, mut copies) = (Vec::new(), Vec::new());
    let end: Result<(), ()> = gathered.read(
        |piece| match piece {
            Read::Results(file, _, results, _) => {
                let of_attempt = |attempt: &voluptas_formats::tool_results::Attempt| {
                    let beside = file.beside(attempt.name.trim_start_matches("of ")).expect("attachment");
                    (file.name(), std::fs::read_to_string(beside).expect("text"))
                };
                Ok(results.attempts.iter().map(of_attempt).collect::<Vec<_>>())
            }
            Read::Copy(copy, named) => Err(Some((copy.file, named.len()))),
            Read::Skipped(_, other) => {
                assert_eq!(other.reason.key, "result-files-other");
                Err(None)
            }
        },
        |piece| {
            match piece {
                Ok(of_file) => found.extend(of_file),
                Err(copy) => copies.extend(copy),
            }
            Ok(())
        },
    );
    end.expect("read");
    let expected = [
        ("a/1-result.json", "same"),
        ("a/2-result.json", "of a"),
        ("a/3-result.json", "beside the copy alone"),
        ("b/2-result.json", "of b"),
    ];
    assert_eq!(found, expected.map(|(file, text)| (file.to_owned(), text.to_owned())));
    assert_eq!(copies, [("b/1-result.json".to_owned(), 1), ("b/3-result.json".to_owned(), 1)]);
}

#[test]
fn a_copy_is_read_when_the_first_file_changed_or_vanished() {
    let home = tempfile::tempdir().expect("folder");
    let junit = |name: &str| format!("<testsuite><testcase name='{name}'/></testsuite>");
    for folder in ["a", "b"] {
        ["1", "2", "3"].iter().for_each(|n| write(home.path(), &format!("{folder}/{n}.xml"), &junit(n)));
    }
    let mut gathered = gather(&[home.path().join("a"), home.path().join("b")], Limits::default()).expect("gathered");
    write(home.path(), "a/1.xml", &junit("x"));
    std::fs::remove_file(home.path().join("a/2.xml")).expect("removed");
    let (names, skipped) = all(&mut gathered);
    assert_eq!(names, ["x", "3", "1", "2"]);
    let expected = [("a/2.xml", "result-files-not-read"), ("b/3.xml", COPY)];
    assert_eq!(skipped, expected.map(|(file, key)| (file.to_owned(), key.to_owned())));
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(unit).collect()
}

#[test]
fn files_in_utf_16_are_read_and_longer_json_is_named_with_its_encoding() {
    let home = tempfile::tempdir().expect("folder");
    let put = |name: &str, bytes: Vec<u8>| std::fs::write(home.path().join(name), bytes).expect("file");
    put("a-result.json", utf16(r#"{"name": "Оплата", "status": "passed"}"#, u16::to_le_bytes));
    let ctrf = r#"{"results": {"tool": {"name": "x"}, "summary": {}, "tests": [{"name": "Корзина", "status": "passed"}]}}"#;
    put("b.json", utf16(ctrf, u16::to_be_bytes));
    put("c.json", utf16(ctrf, u16::to_le_bytes)[2..].to_vec());
    put("d.xml", utf16("<?xml version='1.0' encoding='utf-16'?><testsuite><testcase name='Ж'/></testsuite>", u16::to_le_bytes));
    // Longer than its head.
    let blanks = " ".repeat(1 << 20);
    put("e.json", utf16(&format!("{ctrf}{blanks}"), u16::to_le_bytes));
    put("package.json", utf16("{\"name\": \"x\"}", u16::to_le_bytes));
    let (names, skipped) = all(&mut gather(&[home.path().to_owned()], Limits::default()).expect("gathered"));
    assert_eq!(names, ["Оплата", "Корзина", "Корзина", "Ж", "Корзина"]);
    assert_eq!(skipped.iter().map(|(_, key)| key.as_str()).collect::<Vec<_>>(), ["result-files-other"]);
    put("e.json", utf16(&format!("{ctrf}{}", blanks.repeat(17)), u16::to_le_bytes));
    put("f.xml", utf16(&large(7000), u16::to_be_bytes));
    let mut gathered = gather(&[home.path().join("e.json"), home.path().join("f.xml")], Limits::default()).expect("gathered");
    let (mut tests, mut reasons) = (0, Vec::new());
    let end: Result<(), ()> = gathered.read(taken, |piece| {
        match piece {
            Taken::Results { results, .. } => tests += results.attempts.len(),
            Taken::Skipped(skipped) => reasons.push(skipped.reason),
        }
        Ok(())
    });
    let reason = Message::new("result-files-utf16").with("encoding", "UTF-16LE").with("limit", 32);
    assert_eq!((end, tests, reasons), (Ok(()), 7000, vec![reason]));
}

#[test]
fn too_many_files_are_refused() {
    let home = tempfile::tempdir().expect("folder");
    (0..4).for_each(|i| write(home.path(), &format!("{i}.txt"), "x"));
    let limits = Limits { files: 3, ..Limits::default() };
    assert!(matches!(gather(&[home.path().to_owned()], limits), Err(GatherError::TooMany { limit: 3 })));
}

/// Names of the attempts, and skipped files with their reasons.
fn all(gathered: &mut Gathered) -> (Vec<String>, Vec<(String, String)>) {
    let (mut names, mut skipped) = (Vec::new(), gathered.skipped.listed.clone());
    let (files, mut hashes) = (gathered.files.len(), 0);
    let end = gathered.read(taken, |piece| {
        match piece {
            Taken::Results { results, hash, .. } => {
                names.extend(results.attempts.into_iter().map(|a| a.name));
                hashes += usize::from(hash.is_some());
            }
            Taken::Skipped(file) => skipped.push(file),
        }
        Ok::<(), ()>(())
    });
    assert_eq!(end, Ok(()));
    assert!(hashes <= files);
    (names, skipped.into_iter().map(|s| (s.file, s.reason.key.clone())).collect())
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).expect("packed");
    packed.finish().expect("packed")
}

fn large(cases: usize) -> String {
    let case = |i| format!("<testcase name='t{i}' classname='{}'/>\n", "long.name.".repeat(20));
    format!("<testsuites>\r\n<testsuite name='s'>{}</testsuite></testsuites>", (0..cases).map(case).collect::<String>())
}

#[test]
fn a_copy_of_long_tap_is_taken_once() {
    let home = tempfile::tempdir().expect("folder");
    let tests: String = (1..=6_000).map(|n| format!("ok {n} - t{n}\n")).collect();
    for folder in ["a", "b"] {
        write(home.path(), &format!("{folder}/bats.log"), &format!("{tests}1..6000\n"));
    }
    let (names, skipped) = all(&mut gather(&[home.path().to_owned()], Limits::default()).expect("gathered"));
    assert_eq!((names.len(), skipped.len(), skipped[0].1.as_str()), (6_000, 1, COPY));
}

#[test]
fn packed_files_are_read_and_nested_archives_named() {
    let home = tempfile::tempdir().expect("folder");
    let folder = home.path().join("in");
    write(&folder, "a.txt", "x");
    let junit = b"<testsuite><testcase name='packed'/></testsuite>";
    std::fs::write(folder.join("b.xml.gz"), gz(junit)).expect("file");
    let result = br#"{"name": "of Allure", "status": "passed"}"#;
    std::fs::write(folder.join("c-result.json.gz"), gz(result)).expect("file");
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(2);
    tar.append_data(&mut header, "x.xml", &b"<a"[..]).expect("member");
    let tar = gz(&tar.into_inner().expect("tar"));
    std::fs::write(folder.join("d.tar.gz"), &tar).expect("file");
    std::fs::write(folder.join("e.zip"), b"PK\x03\x04rest").expect("file");
    std::fs::write(folder.join("f.xml.gz"), &gz(junit)[..30]).expect("file");
    let (names, skipped) = all(&mut gather(std::slice::from_ref(&folder), Limits::default()).expect("gathered"));
    assert_eq!(names, ["packed", "of Allure"]);
    let skipped: Vec<(&str, &str)> = skipped.iter().map(|(file, key)| (file.as_str(), key.as_str())).collect();
    let nested = "result-files-nested-archive";
    let expected = [
        ("in/a.txt", "result-files-other"),
        ("in/d.tar.gz", nested),
        ("in/e.zip", nested),
        ("in/f.xml.gz", "result-files-not-read"),
    ];
    assert_eq!(skipped, expected);
    // A packed file may be given alone, and is no archive.
    assert_eq!(all(&mut gather(&[folder.join("b.xml.gz")], Limits::default()).expect("gathered")).0, ["packed"]);
    // A small file that unpacks to a flood.
    std::fs::write(folder.join("g.xml.gz"), gz(&vec![b' '; 3 << 20])).expect("file");
    let mut flood = gather(&[folder.join("g.xml.gz")], Limits { file: 2 << 20, ..Limits::default() }).expect("gathered");
    let too_large = [("g.xml.gz".to_owned(), "result-files-too-large".to_owned())];
    assert_eq!(all(&mut flood).1, too_large);
    assert_eq!(all(&mut gather(&[folder.join("g.xml.gz")], Limits::default()).expect("gathered")).1, too_large, "by its ratio");
    // Packed files take from one room.
    let paths = [folder.join("b.xml.gz"), folder.join("c-result.json.gz")];
    let mut cramped = gather(&paths, Limits { unpacked: junit.len() as u64, ..Limits::default() }).expect("gathered");
    assert_eq!(all(&mut cramped).1.len(), 1);
    // Members that were packed one by one are one file.
    let (begin, end) = junit.split_at(20);
    std::fs::write(folder.join("h.xml.gz"), [gz(begin), gz(end)].concat()).expect("file");
    assert_eq!(all(&mut gather(&[folder.join("h.xml.gz")], Limits::default()).expect("gathered")).0, ["packed"]);
}

#[cfg(unix)]
#[test]
fn links_and_deep_folders_are_named() {
    let home = tempfile::tempdir().expect("folder");
    write(home.path(), "in/a.xml", "<testsuite><testcase name='a'/></testsuite>");
    write(home.path(), "in/x/y/z/deep.xml", "<testsuite/>");
    std::os::unix::fs::symlink(home.path(), home.path().join("in/latest")).expect("link");
    std::os::unix::fs::symlink("a.xml", home.path().join("in/b.xml")).expect("link");
    let mut gathered = gather(&[home.path().join("in")], Limits { depth: 2, ..Limits::default() }).expect("gathered");
    let (names, skipped) = all(&mut gathered);
    assert_eq!(names, ["a"]);
    let skipped: Vec<(&str, &str)> = skipped.iter().map(|(file, key)| (file.as_str(), key.as_str())).collect();
    let link = "result-files-link";
    assert_eq!(skipped, [("in/b.xml", link), ("in/latest", link), ("in/x/y/z", "result-files-too-deep")]);
}

#[cfg(unix)]
#[test]
fn a_folder_below_that_cannot_be_read_is_named() {
    let home = tempfile::tempdir().expect("folder");
    write(home.path(), "in/a.xml", "<testsuite><testcase name='a'/></testsuite>");
    // Folders whose path together is longer than the system takes: also for root, who may read every folder.
    let part = |name: &str| vec![name.repeat(250); 10].join("/");
    for (name, below) in [("in", part("x")), ("moved", part("y"))] {
        std::fs::create_dir_all(home.path().join(name).join(below)).expect("folders");
    }
    std::fs::rename(home.path().join("moved"), home.path().join("in").join(part("x")).join("moved")).expect("moved");
    let mut gathered = gather(&[home.path().join("in")], Limits::default()).expect("gathered");
    let (names, skipped) = all(&mut gathered);
    assert_eq!(names, ["a"]);
    assert_eq!(skipped.iter().map(|(_, key)| key.as_str()).collect::<Vec<_>>(), ["result-files-not-read"]);
    assert!(matches!(gather(&[home.path().join("absent")], Limits::default()), Err(GatherError::Unreadable { .. })));
}

#[cfg(unix)]
#[test]
fn files_that_vanish_or_change_their_kind_after_the_listing_are_named() {
    let home = tempfile::tempdir().expect("folder");
    let names = ["a.xml", "fifo.xml", "gone.xml", "link.xml"];
    for name in names {
        write(home.path(), &format!("in/{name}"), &format!("<testsuite><testcase name='{name}'/></testsuite>"));
    }
    let mut gathered = gather(&[home.path().join("in")], Limits::default()).expect("gathered");
    write(home.path(), "secret.xml", "<testsuite><testcase name='secret'/></testsuite>");
    let at = |name: &str| home.path().join("in").join(name);
    names[1..].iter().for_each(|name| std::fs::remove_file(at(name)).expect("removed"));
    assert!(std::process::Command::new("mkfifo").arg(at("fifo.xml")).status().expect("mkfifo").success());
    std::os::unix::fs::symlink("../secret.xml", at("link.xml")).expect("link");
    measure(&mut gathered.files);
    let (read, mut skipped) = all(&mut gathered);
    skipped.sort();
    assert_eq!(read, ["a.xml"]);
    let skipped: Vec<(&str, &str)> = skipped.iter().map(|(file, key)| (file.as_str(), key.as_str())).collect();
    let expected =
        [("in/fifo.xml", "result-files-special"), ("in/gone.xml", "result-files-not-read"), ("in/link.xml", "result-files-link")];
    assert_eq!(skipped, expected);
    // A link that a person gives is followed.
    assert_eq!(all(&mut gather(&[at("link.xml")], Limits::default()).expect("gathered")).0, ["secret"]);
}

#[test]
fn a_large_file_comes_in_parts_in_its_place() {
    let home = tempfile::tempdir().expect("folder");
    write(home.path(), "a.xml", "<testsuite><testcase name='first'/></testsuite>");
    write(home.path(), "b.xml", &large(7000));
    std::fs::write(home.path().join("c.xml.gz"), gz(large(6000).as_bytes())).expect("file");
    write(home.path(), "d.xml", "<testsuite><testcase name='last'/></testsuite>");
    let mut gathered = gather(&[home.path().to_owned()], Limits::default()).expect("gathered");
    let mut hashes = Vec::new();
    let (mut largest, mut files) = (0, Vec::new());
    let end = gathered.read(taken, |piece| {
        let Taken::Results { file, results, hash } = piece else { return Err(()) };
        largest = largest.max(results.attempts.len());
        files.push(file);
        hashes.extend(hash);
        Ok(())
    });
    assert_eq!((end, hashes.len(), largest), (Ok(()), 4, 50));
    assert!(files.is_sorted() && files.len() > 250, "{}", files.len());
    assert_eq!(hashes[1], blake3::hash(large(7000).as_bytes()));
    assert_eq!(hashes[2], blake3::hash(large(6000).as_bytes()), "of the unpacked bytes");
    let (names, skipped) = all(&mut gather(&[home.path().to_owned()], Limits::default()).expect("gathered"));
    assert_eq!((names.len(), names[1].as_str(), names[13_001].as_str(), skipped.len()), (13_002, "t0", "last", 0));
}

#[test]
fn a_large_malformed_file_gives_the_tests_before_its_fault() {
    let home = tempfile::tempdir().expect("folder");
    let text = large(7000);
    write(home.path(), "a.xml", &text.replace("</testsuite>", "</suite>"));
    let mut gathered = gather(&[home.path().to_owned()], Limits::default()).expect("gathered");
    let (names, skipped) = all(&mut gathered);
    assert_eq!((names.len(), skipped.len(), skipped[0].1.as_str()), (7000, 1, "result-files-faulty"));
    // The consumer of a large file may end early.
    write(home.path(), "a.xml", &text);
    let mut gathered = gather(&[home.path().to_owned()], Limits::default()).expect("gathered");
    assert_eq!(gathered.read(|_| (), |()| Err("full")), Err("full"));
}

#[test]
fn large_malformed_json_gives_the_tests_before_its_fault() {
    let noise = |n: usize| blake3::hash(&n.to_le_bytes()).to_hex().to_string();
    let test = |n: usize| {
        format!(
            r#"{{"name": "t{n}", "status": "passed", "message": "{}"}}"#,
            (0..3).map(|part| noise(3 * n + part)).collect::<String>()
        )
    };
    let tests = |from: usize, to: usize| (from..to).map(test).collect::<Vec<_>>().join(",\n");
    let head = r#"{"results": {"tool": {"name": "t"}, "summary": {"tests": 9000, "failed": 0}, "tests": ["#;
    let with = |fault: &str, end: &str| format!("{head}{},\n{fault}{}\n]}}}}{end}", tests(0, 7000), tests(7000, 9000));
    for (text, expected, line) in
        [(with("oops, ", ""), 7000, 7001), (with("", "\nDone.\n"), 9000, 9002), (with("{\"name\": \"a\n\"}, ", ""), 7000, 7002)]
    {
        let home = tempfile::tempdir().expect("folder");
        std::fs::write(home.path().join("a.json.gz"), gz(text.as_bytes())).expect("file");
        let mut gathered = gather(&[home.path().to_owned()], Limits::default()).expect("gathered");
        let (mut names, mut named, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
        let end: Result<(), ()> = gathered.read(taken, |piece| {
            match piece {
                Taken::Results { results, hash, .. } => {
                    names.extend(results.attempts.into_iter().map(|attempt| attempt.name));
                    hashes.extend(hash);
                }
                Taken::Skipped(skipped) => named.push((skipped.line, skipped.taken, skipped.reason.key.clone())),
            }
            Ok(())
        });
        assert!(end.is_ok());
        assert_eq!(names.len(), expected, "{named:?}");
        assert_eq!(named, [(Some(line), Some(expected), "result-files-faulty".into())], "the totals are not told besides");
        assert_eq!(hashes, [blake3::hash(text.as_bytes())]);
    }
}

#[test]
fn large_json_that_is_cut_off_gives_its_complete_tests_and_is_named() {
    // Text that is not packed to a hundredth, which would be refused.
    let noise = |n: usize| blake3::hash(&n.to_le_bytes()).to_hex().to_string();
    let scenario = |n: usize| {
        let description = (0..12).map(|part| noise(12 * n + part)).collect::<String>();
        format!(
            r#"{{"name": "t{n}", "type": "scenario", "keyword": "Scenario", "line": 3, "description": "{description}", "steps": []}}"#
        )
    };
    let scenarios: Vec<String> = (0..2000).map(scenario).collect();
    let cut = format!(
        r#"[{{"uri": "pay.feature", "name": "Pay", "elements": [{}, {{"name": "cut {}"#,
        scenarios.join(",\n"),
        (0..40_000).map(noise).collect::<String>()
    );
    let home = tempfile::tempdir().expect("folder");
    // What a packed file unpacks to is not known, so that it is read in parts.
    std::fs::write(home.path().join("a.json.gz"), gz(cut.as_bytes())).expect("file");
    let mut gathered = gather(&[home.path().to_owned()], Limits::default()).expect("gathered");
    let (mut names, mut named) = (Vec::new(), Vec::new());
    let end: Result<(), ()> = gathered.read(taken, |piece| {
        match piece {
            Taken::Results { results, .. } => names.extend(results.attempts.into_iter().map(|attempt| attempt.name)),
            Taken::Skipped(skipped) => named.push((skipped.line, skipped.taken, skipped.reason.key.clone())),
        }
        Ok(())
    });
    assert!(end.is_ok());
    assert_eq!((names.len(), names.last().map(String::as_str)), (2000, Some("t1999")), "{named:?}");
    assert_eq!(named, [(Some(2000), Some(2000), "result-files-cut-off".into())]);
}

#[test]
fn a_large_file_that_is_cut_off_gives_its_complete_tests_and_is_named() {
    let full_name = "long.name.".repeat(20);
    let nunit: String =
        (0..7000).map(|n| format!("<test-case name='t{n}' fullname='{full_name}{n}' result='Passed'/>\n")).collect();
    for text in [large(7000), format!("<test-run><test-suite name='s'>\n{nunit}</test-suite></test-run>")] {
        let text = &text[..text.len() - 40];
        let home = tempfile::tempdir().expect("folder");
        write(home.path(), "a.xml", text);
        let mut gathered = gather(&[home.path().to_owned()], Limits::default()).expect("gathered");
        let (mut tests, mut largest, mut hashes, mut named) = (0, 0, Vec::new(), Vec::new());
        let end: Result<(), ()> = gathered.read(taken, |piece| {
            match piece {
                Taken::Results { results, hash, .. } => {
                    tests += results.attempts.len();
                    largest = largest.max(results.attempts.len());
                    hashes.extend(hash);
                }
                Taken::Skipped(skipped) => named.push((skipped.line, skipped.taken, skipped.loses_nothing)),
            }
            Ok(())
        });
        assert!(end.is_ok());
        assert_eq!((tests, largest, hashes), (6999, 50, vec![blake3::hash(text.as_bytes())]));
        assert_eq!(named, [(Some(7001), Some(6999), false)]);
    }
}
