#!/bin/sh
# Create the roles of a new server. `kzclaims db roles` gives them their rights.
set -eu
psql --set ON_ERROR_STOP=1 --set owner="$OWNER_PASSWORD" --set pages="$PAGES_PASSWORD" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE kz_reader NOLOGIN;
CREATE ROLE kz_editor NOLOGIN;
CREATE ROLE kz_owner LOGIN PASSWORD :'owner';
CREATE ROLE kz_pages LOGIN PASSWORD :'pages' IN ROLE kz_reader;
ALTER DATABASE kzclaims OWNER TO kz_owner;
SQL
