#!/bin/sh
# Makes the passwords of compose.yaml, each as a file in ./secrets. Files that are there stay.
set -eu
cd "$(dirname "$0")"
# The folder keeps others out. The files are readable by all, because each container reads them as a user of its own.
mkdir -p -m 0700 secrets backups
for name in database_password bucket_user bucket_password server_token; do
  [ -e "secrets/$name" ] || (umask 0333 && head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"secrets/$name")
done
# the tool container writes backups as the user of the image
chown 10001:10001 backups 2>/dev/null || echo "let the user 10001 write into $(pwd)/backups" >&2
ls secrets
