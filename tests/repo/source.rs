//! A light reader of Rust sources: tokens with their lines, without comments, and without what only tests compile.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// An identifier, a keyword or a number.
    Word(String),
    /// The content of a string literal, escapes as written.
    Text(String),
    /// `::` or a single character.
    Sign(&'static str),
    /// A single character that no rule names.
    Other(char),
}

/// A source file of the library.
pub struct Source {
    /// Path from the repository's root, with slashes.
    pub path: String,
    /// Tokens of what the program compiles, with their lines from 1.
    pub tokens: Vec<(Token, usize)>,
}

impl Source {
    /// Folder of the crate below `crates`, and `window` for the package at the root.
    pub fn layer(&self) -> &str {
        self.path.strip_prefix("crates/").and_then(|inside| inside.split('/').next()).unwrap_or("window")
    }

    /// True for the file with the `main` of a program.
    pub fn is_program(&self) -> bool {
        self.path.ends_with("src/main.rs")
    }

    /// The token at `i`.
    pub fn at(&self, i: usize) -> Option<&Token> {
        self.tokens.get(i).map(|(t, _)| t)
    }

    pub fn is_word(&self, i: usize, word: &str) -> bool {
        matches!(self.at(i), Some(Token::Word(w)) if w == word)
    }

    pub fn is_sign(&self, i: usize, sign: &str) -> bool {
        matches!(self.at(i), Some(Token::Sign(s)) if *s == sign)
    }

    pub fn word(&self, i: usize) -> Option<&str> {
        match self.at(i) {
            Some(Token::Word(w)) => Some(w),
            _ => None,
        }
    }

    pub fn text_at(&self, i: usize) -> Option<&str> {
        match self.at(i) {
            Some(Token::Text(t)) => Some(t),
            _ => None,
        }
    }

    /// Index behind the bracket that closes the one at `open`.
    pub fn behind(&self, open: usize) -> usize {
        behind(&self.tokens, open)
    }

    /// `path:line`.
    pub fn place(&self, i: usize) -> String {
        format!("{}:{}", self.path, self.tokens.get(i).map_or(0, |t| t.1))
    }
}

/// The repository's root.
pub fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        package.ancestors().nth(2).expect("testkit lies two folders below the root").to_owned()
    });
    &ROOT
}

/// Every `.rs` file below `folder`, as path from the root with slashes, sorted.
pub fn rust_files(folder: &str) -> Vec<String> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    walk(&root().join(folder), &mut paths);
    let mut paths: Vec<String> =
        paths.iter().filter_map(|p| Some(p.strip_prefix(root()).ok()?.to_str()?.replace('\\', "/"))).collect();
    paths.sort();
    paths
}

/// The sources of all crates, without files that only tests compile.
pub fn library() -> Vec<Source> {
    let mut test_only = BTreeSet::new();
    let crates = fs::read_dir(root().join("crates")).expect("crates").flatten();
    let crates = crates.map(|entry| format!("crates/{}/src", entry.file_name().to_string_lossy()));
    let folders: Vec<String> = crates.chain(["src".to_owned()]).collect();
    let mut sources: Vec<Source> = folders
        .iter()
        .flat_map(|folder| rust_files(folder))
        .map(|path| {
            let text = fs::read_to_string(root().join(&path)).expect("source file");
            let (tokens, modules) = without_tests(tokens(&text));
            let folder = match path.strip_suffix("/mod.rs").or(path.strip_suffix("/lib.rs")) {
                Some(folder) => folder.to_owned(),
                None => path.trim_end_matches(".rs").to_owned(),
            };
            test_only.extend(modules.into_iter().map(|m| format!("{folder}/{m}")));
            Source { path, tokens }
        })
        .collect();
    sources.retain(|s| !test_only.iter().any(|m| s.path == format!("{m}.rs") || s.path.starts_with(&format!("{m}/"))));
    sources
}

fn tokens(text: &str) -> Vec<(Token, usize)> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let (mut i, mut line) = (0, 1);
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    while i < chars.len() {
        let (start, start_line) = (i, line);
        let c = chars[i];
        if c.is_whitespace() {
            i += 1;
        } else if c == '/' && at(i + 1) == '/' {
            while i < chars.len() && chars[i] != '\n' {
                i += 1;
            }
        } else if c == '/' && at(i + 1) == '*' {
            let mut depth = 0;
            loop {
                match (at(i), at(i + 1)) {
                    ('/', '*') => (depth, i) = (depth + 1, i + 2),
                    ('*', '/') => (depth, i) = (depth - 1, i + 2),
                    _ => i += 1,
                }
                if depth == 0 || i >= chars.len() {
                    break;
                }
            }
        } else if c == '"' || (matches!(c, 'b' | 'c') && at(i + 1) == '"') {
            i += if c == '"' { 1 } else { 2 };
            let from = i;
            while i < chars.len() && chars[i] != '"' {
                i += if chars[i] == '\\' { 2 } else { 1 };
            }
            out.push((Token::Text(chars[from..i.min(chars.len())].iter().collect()), line));
            i += 1;
        } else if let Some(hashes) = raw_string(&chars[i..]) {
            while chars[i] != '"' {
                i += 1;
            }
            i += 1;
            let from = i;
            let closes = |i: usize| chars[i] == '"' && (1..=hashes).all(|h| at(i + h) == '#');
            while i < chars.len() && !closes(i) {
                i += 1;
            }
            out.push((Token::Text(chars[from..i.min(chars.len())].iter().collect()), line));
            i += 1 + hashes;
        } else if c == '\'' && (at(i + 1) == '\\' || at(i + 2) == '\'') {
            i += if at(i + 1) == '\\' { 3 } else { 2 };
            while i < chars.len() && chars[i] != '\'' {
                i += 1;
            }
            i += 1;
        } else if c.is_alphanumeric() || c == '_' {
            while at(i).is_alphanumeric() || at(i) == '_' {
                i += 1;
            }
            out.push((Token::Word(chars[start..i].iter().collect()), line));
        } else if c == ':' && at(i + 1) == ':' {
            out.push((Token::Sign("::"), line));
            i += 2;
        } else {
            const SIGNS: [&str; 14] = ["(", ")", "[", "]", "{", "}", ",", ";", ".", "!", "#", "&", "=", "*"];
            let sign = SIGNS.into_iter().find(|s| s.starts_with(c));
            out.push((sign.map_or(Token::Other(c), Token::Sign), line));
            i += 1;
        }
        line = start_line + chars[start..i.min(chars.len())].iter().filter(|c| **c == '\n').count();
    }
    out
}

/// Number of `#` of the raw string that begins here.
fn raw_string(chars: &[char]) -> Option<usize> {
    let mut i = usize::from(matches!(chars.first(), Some('b' | 'c')));
    if chars.get(i) != Some(&'r') {
        return None;
    }
    i += 1;
    let hashes = chars[i..].iter().take_while(|c| **c == '#').count();
    (chars.get(i + hashes) == Some(&'"')).then_some(hashes)
}

fn behind(tokens: &[(Token, usize)], open: usize) -> usize {
    let mut depth = 0_usize;
    for (i, (token, _)) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Sign("(" | "[" | "{") => depth += 1,
            Token::Sign(")" | "]" | "}") => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return i + 1;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

/// Leaves out every item under `#[cfg(test)]`; names the modules among them whose content is in a file of its own.
fn without_tests(tokens: Vec<(Token, usize)>) -> (Vec<(Token, usize)>, Vec<String>) {
    let sign = |i: usize, s: &str| matches!(tokens.get(i), Some((Token::Sign(t), _)) if *t == s);
    let word = |i: usize, s: &str| matches!(tokens.get(i), Some((Token::Word(t), _)) if t == s);
    let (mut out, mut modules) = (Vec::new(), Vec::new());
    let mut i = 0;
    while i < tokens.len() {
        let is_test = sign(i, "#") && sign(i + 1, "[") && word(i + 2, "cfg") && {
            let end = behind(&tokens, i + 1);
            (i..end).any(|k| word(k, "test")) && !(i..end).any(|k| word(k, "not"))
        };
        if !is_test {
            out.push(tokens[i].clone());
            i += 1;
            continue;
        }
        while sign(i, "#") && sign(i + 1, "[") {
            i = behind(&tokens, i + 1);
        }
        if let (true, Some((Token::Word(name), _)), true) = (word(i, "mod"), tokens.get(i + 1), sign(i + 2, ";")) {
            modules.push(name.clone());
        }
        while i < tokens.len() && !sign(i, ";") {
            let is_brace = sign(i, "{");
            i = if is_brace || sign(i, "(") || sign(i, "[") { behind(&tokens, i) } else { i + 1 };
            if is_brace {
                i -= 1;
                break;
            }
        }
        i += 1;
    }
    (out, modules)
}

#[test]
fn reads_rust() {
    let text = "use a::b; // \"no\"\nlet x = 'c'; let y: &'a str = r#\"say \"hi\"\"#; /* \"no\" */\n#[cfg(test)]\nmod tests { \"no\" }\nfn f() { \"yes\\\"\" }";
    let (tokens, _) = without_tests(tokens(text));
    let texts: Vec<_> = tokens.iter().filter_map(|(t, l)| matches!(t, Token::Text(_)).then_some((t.clone(), *l))).collect();
    assert_eq!(texts, [(Token::Text("say \"hi\"".into()), 2), (Token::Text("yes\\\"".into()), 5)]);
    assert_eq!(
        tokens[..4].iter().map(|t| &t.0).collect::<Vec<_>>(),
        [&Token::Word("use".into()), &Token::Word("a".into()), &Token::Sign("::"), &Token::Word("b".into())]
    );
}
