# What can go wrong between us and Qase: qase-error-* says what happened, qase-remedy-* what to do about it.

qase-error-invalid = Qase does not accept the data ({ $call }): { $text }
qase-remedy-invalid = Correct the fields it names and try again.
qase-error-unauthorized = Qase does not accept the API token.
qase-remedy-unauthorized = Make a new token in Qase under User Settings → API Tokens and enter it in the settings.
qase-error-payment = The plan of your Qase account does not include this ({ $call }): { $text }
qase-remedy-payment = Remove something in Qase or ask the owner of the account for a larger plan.
qase-error-forbidden = Qase does not allow this with your token ({ $call }). { $text }
qase-remedy-forbidden = Ask an administrator in Qase for a role that allows it, or for access to the project.
qase-error-not-found = Qase does not have it ({ $call }). { $text }
qase-remedy-not-found = Check the project code and the number; what was deleted in Qase can be imported anew.
qase-error-too-large = Too large for Qase ({ $call }): { $text }
qase-remedy-too-large = One file may have 32 MB. Make it smaller or leave it out.
qase-error-storage-full = Your Qase account has no room left for files.
qase-remedy-storage-full = Delete attachments in Qase, or send without attachments.
qase-error-rate-limited = Qase has had too many requests with this token.
qase-remedy-rate-limited = { $seconds ->
    [one] Try again in { $seconds } second, or set fewer requests a minute in the settings.
   *[other] Try again in { $seconds } seconds, or set fewer requests a minute in the settings.
}
qase-error-server = Qase failed with status { $status } ({ $call }). { $text }
qase-remedy-server = This lies with Qase. Try again in a few minutes.
qase-error-unexpected = Unexpected answer with status { $status } ({ $call }). { $text }
qase-remedy-unexpected = Check the base URL in the settings: is it the address of the API?
qase-error-timeout = { $seconds ->
    [one] No answer from Qase within { $seconds } second ({ $call }).
   *[other] No answer from Qase within { $seconds } seconds ({ $call }).
}
qase-remedy-timeout = Check the network connection, or allow a longer wait in the settings.
qase-error-refused = { $host } does not accept connections.
qase-remedy-refused = Check the base URL in the settings, and whether the server is running.
qase-error-proxy = Failed to connect to { $host } through the proxy { $proxy }: { $reason }
qase-remedy-proxy = Check the proxy in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, and whether it is running. Hosts in NO_PROXY are reached without it.
qase-error-tls = There is no secure connection to { $host }: { $reason }
qase-remedy-tls = Check the base URL and the date of this computer. In a company network, its certificate may have to be installed.
qase-error-dns = There is no host { $host }.
qase-remedy-dns = Check the base URL in the settings and the network connection.
qase-error-network = The connection to Qase broke ({ $call }): { $reason }
qase-remedy-network = Check the network connection and try again.
qase-error-broken-json = The answer of Qase cannot be read ({ $call }, { $place }): { $reason }
qase-remedy-broken-json = Check the base URL and the proxy. If it happens again, report it with the log file.
qase-error-answer-lost = It is not known whether Qase has stored the change ({ $call }): { $reason }
qase-remedy-answer-lost = Run the synchronisation again: it looks at what Qase has and sends only what is missing.
qase-error-too-many = The list has { $total } rows, and Qase gives at most { $most } ({ $call }).
qase-remedy-too-many = Choose single suites or runs.
qase-error-cancelled = Cancelled.
qase-error-empty-token = There is no API token.
qase-remedy-empty-token = Make one in Qase under User Settings → API Tokens and enter it in the settings.
qase-error-odd-token = The API token has characters that no token has.
qase-remedy-odd-token = Copy the token once more, without line ends.
qase-error-empty-project = There is no project code.
qase-remedy-empty-project = Enter the code in the settings: it stands in the address of the project, for example SHOP.
qase-error-bad-url = “{ $url }” is not the address of an API.
qase-remedy-bad-url = Enter it like this: https://api.qase.io/v1
qase-error-plain-http = “{ $url }” is not secure: the token would go over the network in the open.
qase-remedy-plain-http = Enter an address that begins with https://.
qase-error-no-tls = No secure connection can be made on this computer: { $reason }
qase-remedy-no-tls = Install the root certificates of the system (on Debian: the package ca-certificates).
