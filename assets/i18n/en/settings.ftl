# Settings, credentials, the log.

settings-origin-flag = command line
settings-origin-session = memory (this session only)
settings-origin-environment = environment variable
settings-origin-credentials = credentials/qase.env
settings-origin-keychain = system keychain
settings-origin-file = settings
settings-origin-default = default

settings-error-read = { $kind ->
    [denied] No permission to read { $path }.
    [absent] File { $path } does not exist.
   *[other] Failed to read { $path }: { $reason }.
}
settings-error-write = { $kind ->
    [denied] No permission to write { $path }.
    [full] Failed to write { $path }: the disk is full.
    [readonly] Failed to write { $path }: the disk is read-only.
   *[other] Failed to write { $path }: { $reason }.
}
settings-error-parse = The settings file { $path } has an error in line { $line }, column { $column }: { $reason }. Default settings are used.
settings-error-env-line = Line { $line } of { $path } must have the form “KEY=value”.
settings-error-value = { $expected ->
    [number] { $name } must be a whole number, not “{ $value }”.
    [url] { $name } must be an address such as https://api.qase.io/v1, not “{ $value }”.
   *[other] { $name } cannot be “{ $value }”.
}
settings-error-range = { $name } must be a whole number from { $min } to { $max }, not “{ $value }”.
settings-error-no-home = The system does not report your home folder.
settings-error-no-token = No Qase API token.
settings-error-no-second-token = No API token for the second account.
settings-error-bad-token = This is not an API token: a token is one line without spaces.
settings-error-no-keychain = { $reason ->
    [absent] This system has no keychain.
    [locked] The system keychain is locked.
    [off] The system keychain is switched off by VOLUPTAS_KEYCHAIN.
    [silent] The system keychain does not answer.
   *[failed] The system keychain refused access.
}

settings-remedy-write = Select another folder with VOLUPTAS_HOME, or free up space in this one.
settings-remedy-env-line = Correct the line, or start it with “#”.
settings-remedy-no-home = Set a folder in VOLUPTAS_HOME.
settings-remedy-no-token = Open Settings and enter a token on the Qase tab.
settings-remedy-no-second-token = Open Settings and enter a token on the Second account tab.
settings-remedy-bad-token = Copy it again from Qase: user settings, API tokens.
settings-remedy-no-keychain = Store the token in credentials/qase.env instead.

settings-warning-newer = The settings file { $path } was written by a newer version ({ $version }) of the program; unknown settings are kept.
settings-warning-range = { $path }: “{ $key }” must be from { $min } to { $max }; { $used } is used instead of { $value }.
settings-warning-unknown = { $path }: unknown key “{ $key }”; it is kept.
settings-warning-preset = { $path }: import preset { $number } cannot be read and is ignored: { $reason }. It is kept in the file.
settings-warning-kept = The damaged file was saved as { $path }.
settings-warning-not-kept = Failed to save a copy of the damaged file { $path }: { $reason }.
settings-warning-readable = Other users of this computer can read { $path }. Save the token again to correct this, or run: chmod 600
settings-warning-log-twice = The log was already started.
