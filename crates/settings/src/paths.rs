//! Paths of the program's own files.
//!
//! The platform's folders, unless `VOLUPTAS_HOME` or `--workspace FILE` moves everything into one folder: a portable install, a test.

use std::path::{Path, PathBuf};

use super::{Environment, SettingsError, is_database_address};

/// Paths of the program's own files. All are absolute; none needs to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The workspace file to open.
    pub workspace: PathBuf,
    /// Address of the workspace on a server, in place of the file.
    pub database: Option<String>,
    /// `settings.json`.
    pub settings_file: PathBuf,
    /// `credentials/qase.env`.
    pub credentials_file: PathBuf,
    /// The folder of `voluptas.log`.
    pub log_dir: PathBuf,
    /// The folder for files that the program creates itself: the default workspace, the demo.
    pub data_dir: PathBuf,
    /// The folder that is suggested for files that a person exports: the system's folder for documents.
    pub export_dir: PathBuf,
    /// True when all files are in one folder of the user's choice.
    pub portable: bool,
}

impl Paths {
    /// Name of the workspace file that is opened by default.
    pub const DEFAULT_WORKSPACE: &'static str = "workspace.voluptas";

    /// Finds the paths. `--workspace FILE` names the workspace, `VOLUPTAS_HOME` the folder of all other files. Without
    /// `VOLUPTAS_HOME` the folder of FILE takes its place; with the address of a server the other files are in their usual places.
    ///
    /// # Errors
    /// [`SettingsError::NoHome`] when no folder was named and the system does not report the user's folders.
    pub fn resolve(env: &Environment, workspace: Option<&Path>) -> Result<Self, SettingsError> {
        let absolute = |p: &Path| std::path::absolute(p).map_err(|e| SettingsError::read(p, &e));
        let database = workspace.and_then(Path::to_str).filter(|text| is_database_address(text)).map(str::to_owned);
        if let Some(address) = database {
            return Ok(Self { database: Some(address), ..Self::resolve(env, None)? });
        }
        let workspace = workspace.map(absolute).transpose()?;
        let home = match env.get("VOLUPTAS_HOME") {
            Some(home) => Some(absolute(Path::new(home))?),
            None => workspace.as_deref().and_then(Path::parent).map(Path::to_path_buf),
        };
        if let Some(home) = home {
            return Ok(Self {
                workspace: workspace.unwrap_or_else(|| home.join(Self::DEFAULT_WORKSPACE)),
                ..Self::in_folder(&home)
            });
        }
        let dirs = directories::ProjectDirs::from("", "", "voluptas").ok_or(SettingsError::NoHome)?;
        let data_dir = dirs.data_dir().to_path_buf();
        Ok(Self {
            workspace: data_dir.join(Self::DEFAULT_WORKSPACE),
            database: None,
            settings_file: dirs.config_dir().join("settings.json"),
            credentials_file: dirs.config_dir().join("credentials").join("qase.env"),
            log_dir: dirs.state_dir().unwrap_or(dirs.data_local_dir()).join("logs"),
            export_dir: documents().unwrap_or_else(|| data_dir.clone()),
            data_dir,
            portable: false,
        })
    }

    /// Everything in one folder.
    #[must_use]
    pub fn in_folder(home: &Path) -> Self {
        Self {
            workspace: home.join(Self::DEFAULT_WORKSPACE),
            database: None,
            settings_file: home.join("settings.json"),
            credentials_file: home.join("credentials").join("qase.env"),
            log_dir: home.join("logs"),
            data_dir: home.to_path_buf(),
            export_dir: home.to_path_buf(),
            portable: true,
        }
    }

    /// The folder for files of workspaces on servers.
    pub fn servers_dir(&self) -> PathBuf {
        self.data_dir.join("servers")
    }

    /// The log file itself.
    pub fn log_file(&self) -> PathBuf {
        self.log_dir.join("voluptas.log")
    }
}

/// The person's folder for documents, otherwise the home folder.
fn documents() -> Option<PathBuf> {
    let dirs = directories::UserDirs::new()?;
    Some(dirs.document_dir().unwrap_or(dirs.home_dir()).to_path_buf())
}

/// A free path in the system's folder for temporary files. The caller removes it when its work is done.
pub fn scratch(name: &str) -> PathBuf {
    let folder = std::env::temp_dir();
    let own = std::process::id();
    let free = (0_u32..).map(|n| folder.join(format!("{name}-{own}-{n}"))).find(|p| !p.exists());
    free.unwrap_or_else(|| folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_folder_for_a_portable_install() {
        let dir = tempfile::tempdir().expect("folder");
        let home = dir.path();
        let env = Environment::of([("VOLUPTAS_HOME", home.to_str().expect("utf-8"))]);
        let paths = Paths::resolve(&env, None).expect("paths");
        assert_eq!(paths, Paths::in_folder(home));
        assert_eq!(paths.log_file(), home.join("logs/voluptas.log"));

        let elsewhere = home.join("other/shop.voluptas");
        let named = Paths::resolve(&Environment::default(), Some(&elsewhere)).expect("paths");
        assert_eq!(named.workspace, elsewhere);
        assert_eq!(named.settings_file, home.join("other/settings.json"));

        let both = Paths::resolve(&env, Some(&elsewhere)).expect("paths");
        assert_eq!(both.workspace, elsewhere);
        assert_eq!(both.settings_file, home.join("settings.json"));
    }
}
