//! `secrets`: passwords of databases and keys of buckets in the keychain of the operating system.

use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::SecretAnswer;
use crate::resolve::{Context, first_line};
use crate::secret_args::{SecretSet, SecretsArgs, SecretsCommand};
use voluptas_app::workspace::open::service_of;
use voluptas_core::base::Secret;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_settings::{BucketKeys, Service, ServiceSecrets, SettingsError, is_database_address};
use voluptas_store::blobs::{BadPlace, BlobPlace};
use voluptas_store::{Error, Server};

pub(super) fn run(args: &SecretsArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let secrets = ServiceSecrets::new(&context.environment);
    let (service, state) = match &args.command {
        SecretsCommand::Set(set) => (save(&secrets, set)?, "saved"),
        SecretsCommand::Remove(remove) => {
            let service = service(&remove.address)?;
            secrets.forget(&service).map_err(stop)?;
            (service, "removed")
        }
    };
    let answer = SecretAnswer { address: service.to_string(), state };
    let key = if state == "saved" { "cli-secret-saved" } else { "cli-secret-removed" };
    context.printer.summary(&answer, |out| out.say(&Message::new(key).with("address", &answer.address)));
    Ok(Exit::Done)
}

fn save(secrets: &ServiceSecrets, set: &SecretSet) -> Result<Service, CliError> {
    let service = service(&set.address)?;
    let read = || first_line(&set.from).map(|line| Secret::new(line.trim_end_matches('\r')));
    match (&service, &set.key_id) {
        (Service::Bucket { name }, Some(id)) => {
            let keys = BucketKeys { id: id.clone(), secret: read()? };
            secrets.save_keys(name, &keys).map_err(stop)?;
        }
        (Service::Bucket { .. }, None) => return Err(CliError::usage(Message::new("cli-secret-no-key-id"))),
        (Service::Site { origin }, user) => secrets.save_site(origin, user.as_deref(), &read()?).map_err(stop)?,
        (Service::Database { .. }, Some(_)) => return Err(CliError::usage(Message::new("cli-secret-key-id"))),
        (Service::Database { .. }, None) => secrets.save_password(&service, &read()?).map_err(stop)?,
    }
    Ok(service)
}

/// The service of an address. An address with a password is refused: the process list shows it.
fn service(address: &str) -> Result<Service, CliError> {
    match BlobPlace::parse(address) {
        Ok(BlobPlace::Bucket { name, .. }) => return Ok(Service::Bucket { name }),
        Err(BadPlace::Secret) => return Err(CliError::usage(Message::new("cli-place-secret"))),
        _ => {}
    }
    if is_database_address(address) {
        let server = Server::parse(address).map_err(Error::from)?;
        let service = service_of(&server);
        // A password belongs to an account.
        let names_account = matches!(&service, Service::Database { user, .. } if !user.is_empty());
        return if names_account { Ok(service) } else { Err(CliError::usage(Message::new("cli-secret-no-account"))) };
    }
    if let Some(origin) = voluptas_app::integrations::credential::origin_of(address) {
        return Ok(Service::Site { origin });
    }
    Err(CliError::usage(Message::new("cli-secret-address")))
}

fn stop(error: SettingsError) -> CliError {
    match error {
        SettingsError::BadToken => CliError::usage(Message::new("cli-secret-blank")),
        error @ SettingsError::NoKeychain { .. } => {
            CliError::new(Exit::Failed, error.message()).remedy(Message::new("cli-secret-elsewhere"))
        }
        error => error.into(),
    }
}
