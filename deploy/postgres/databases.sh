#!/bin/sh
# Run once, by the postgres image: a database for each service, owned by a role of its own; nobody else may connect.
set -eu
for service in orchestrator oob node network bootstrapper; do
  password=$(printenv "$(echo "$service" | tr '[:lower:]' '[:upper:]')_PASSWORD")
  psql --set=ON_ERROR_STOP=1 --set=name="drydock_$service" --set=password="$password" --username="$POSTGRES_USER" <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke all on database :"name" from public;
SQL
done
