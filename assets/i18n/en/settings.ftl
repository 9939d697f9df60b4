# Settings, credentials, the log.

settings-origin-flag = command line
settings-origin-session = typed in this session
settings-origin-environment = environment variable
settings-origin-credentials = credentials/qase.env
settings-origin-keychain = system keychain
settings-origin-file = settings
settings-origin-default = default

settings-error-read = { $kind ->
    [denied] No right to read { $path }.
    [absent] There is no file { $path }.
   *[other] Cannot read { $path }: { $reason }.
}
settings-error-write = { $kind ->
    [denied] No right to write { $path }.
    [full] Cannot write { $path }: the disk is full.
    [readonly] Cannot write { $path }: the disk is read-only.
   *[other] Cannot write { $path }: { $reason }.
}
settings-error-parse = The settings file { $path } is broken at line { $line }, column { $column }: { $reason }. Default settings are used.
settings-error-env-line = Line { $line } of { $path } is not “KEY=value”.
settings-error-value = { $expected ->
    [number] { $name } must be a whole number, not “{ $value }”.
    [url] { $name } must be an address such as https://api.qase.io/v1, not “{ $value }”.
   *[other] { $name } cannot be “{ $value }”.
}
settings-error-no-home = The system does not say where your home folder is.
settings-error-no-token = There is no Qase API token.
settings-error-no-second-token = There is no API token of the second account.
settings-error-bad-token = This is not an API token: a token is one line without blanks.
settings-error-no-keychain = { $reason ->
    [absent] This system offers no keychain.
    [locked] The system keychain is locked.
    [off] The keychain is switched off by VOLUPTAS_KEYCHAIN.
    [silent] The system keychain does not answer.
   *[failed] The system keychain refused.
}

settings-remedy-write = Choose another folder with VOLUPTAS_HOME, or free this one.
settings-remedy-env-line = Correct the line, or start it with “#”.
settings-remedy-no-home = Name a folder in VOLUPTAS_HOME.
settings-remedy-no-token = Enter it in Settings, Qase, or set QASE_API_TOKEN.
settings-remedy-no-second-token = Enter it in Settings, Second account, or set QASE_TARGET_API_TOKEN.
settings-remedy-bad-token = Copy it again from Qase: user settings, API tokens.
settings-remedy-no-keychain = Keep the token in credentials/qase.env instead.

settings-warning-newer = The settings file { $path } is of a newer version ({ $version }) of the program; what this one does not know is left as it is.
settings-warning-unknown = { $path }: the key “{ $key }” is not known; it is left as it is.
settings-warning-kept = The broken file was kept as { $path }.
settings-warning-not-kept = The broken file { $path } could not be kept aside: { $reason }.
settings-warning-readable = Others on this computer can read { $path }. Saving the token again corrects this; or run: chmod 600
settings-warning-log-twice = The log was already started.
