# What can go wrong between us and Qase: qase-error-* says what happened, qase-remedy-* what to do about it.

qase-error-invalid = Qase rejected the data ({ $call }): { $text }
qase-remedy-invalid = Correct the named fields and try again.
qase-error-unauthorized = Qase refused the API token.
qase-remedy-unauthorized = Create a new token in Qase under User Settings → API Tokens and enter it in Settings.
qase-error-payment = The plan of your Qase account does not allow this ({ $call }): { $text }
qase-remedy-payment = Free up space in Qase or ask the account owner to change the plan.
qase-error-forbidden = Your token has no permission for this in Qase ({ $call }). { $text }
qase-remedy-forbidden = Ask a Qase administrator for a suitable role or for access to the project.
qase-error-not-found = Not found in Qase ({ $call }). { $text }
qase-remedy-not-found = Check the project code and the number. If it was deleted in Qase, import again.
qase-error-too-large = Too large for Qase ({ $call }): { $text }
qase-remedy-too-large = A file may be up to 32 MB. Make it smaller or skip it.
qase-error-storage-full = Your Qase account has no space left for files.
qase-remedy-storage-full = Delete attachments in Qase, or export without attachments.
qase-error-rate-limited = Qase received too many requests with this token.
qase-remedy-rate-limited = { $seconds ->
    [one] Try again in { $seconds } second, or set fewer requests per minute in Settings.
   *[other] Try again in { $seconds } seconds, or set fewer requests per minute in Settings.
}
qase-error-server = Qase failed with status { $status } ({ $call }). { $text }
qase-remedy-server = The cause is on Qase's side. Try again in a few minutes.
qase-error-unexpected = Unexpected response with status { $status } ({ $call }). { $text }
qase-remedy-unexpected = Check the API address in Settings.
qase-error-timeout = { $seconds ->
    [one] No response from Qase within { $seconds } second ({ $call }).
   *[other] No response from Qase within { $seconds } seconds ({ $call }).
}
qase-remedy-timeout = Check the network connection, or allow a longer wait in the settings.
qase-error-refused = Cannot connect to { $host }.
qase-remedy-refused = Check the API address in Settings and that the server is running.
qase-error-proxy = Failed to connect to { $host } through the proxy { $proxy }: { $reason }
qase-remedy-proxy = Check the proxy in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, and whether it is running. Hosts in NO_PROXY are reached without it.
qase-error-tls = No secure connection to { $host }: { $reason }
qase-remedy-tls = Check the API address and the date of this computer. A company network may require its certificate to be installed.
qase-error-dns = Host { $host } was not found.
qase-remedy-dns = Check the API address in Settings and the network connection.
qase-error-network = The connection to Qase was interrupted ({ $call }): { $reason }
qase-remedy-network = Check the network connection and try again.
qase-error-broken-json = Failed to read the response of Qase ({ $call }, { $place }): { $reason }
qase-remedy-broken-json = Check the API address and the proxy. If it happens again, report it with the log file.
qase-error-answer-lost = It is unknown whether Qase saved the change ({ $call }): { $reason }
qase-remedy-answer-lost = Sync again: it checks what Qase has and sends only what is missing.
qase-error-too-many = The list has { $total } rows, but Qase returns at most { $most } ({ $call }).
qase-remedy-too-many = Select single suites or runs.
qase-error-cancelled = Cancelled.
qase-error-empty-token = No API token is set.
qase-remedy-empty-token = Create one in Qase under User Settings → API Tokens and enter it in Settings.
qase-error-odd-token = The API token has characters that are not allowed.
qase-remedy-odd-token = Copy the token again, without line breaks.
qase-error-empty-project = No project code is set.
qase-remedy-empty-project = Enter the code in Settings. It is in the project's address, for example SHOP.
qase-error-bad-url = “{ $url }” is not an API address.
qase-remedy-bad-url = Enter it in this form: https://api.qase.io/v1
qase-error-plain-http = “{ $url }” is not secure: the token would be sent unencrypted.
qase-remedy-plain-http = Enter an address that starts with https://.
qase-error-no-tls = Secure connections are not available on this computer: { $reason }
qase-remedy-no-tls = Install the system's root certificates (on Debian: the package ca-certificates).
