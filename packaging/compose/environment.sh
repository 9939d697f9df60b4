# Read by the containers of compose.yaml: passwords from /run/secrets become variables of the program alone.
PGPASSWORD=$(cat /run/secrets/database_password)
AWS_ACCESS_KEY_ID=$(cat /run/secrets/bucket_user)
AWS_SECRET_ACCESS_KEY=$(cat /run/secrets/bucket_password)
VOLUPTAS_SERVER_TOKEN=$(cat /run/secrets/server_token)
export PGPASSWORD AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY VOLUPTAS_SERVER_TOKEN
