CREATE FUNCTION kzclaims_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $sql$ SELECT coalesce(to_tsvector('pg_catalog.simple', regexp_replace(translate(regexp_replace(lower($1 COLLATE "und-x-icu"), '[̀-ͯ]', '', 'g'), 'àáâãäåçèéêëìíîïñòóôõöùúûüýÿāăąćĉċčďēĕėęěĝğġģĥĩīĭįĵķĺļľńņňōŏőŕŗřśŝşšţťũūŭůűųŵŷźżžơưǎǐǒǔǖǘǚǜǟǡǧǩǫǭǰǵǹǻȁȃȅȇȉȋȍȏȑȓȕȗșțȟȧȩȫȭȯȱȳḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕẖẗẘẙạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ', 'aaaaaaceeeeiiiinooooouuuuyyaaaccccdeeeeegggghiiiijklllnnnooorrrssssttuuuuuuwyzzzouaiouuuuuaagkoojgnaaaeeiioorruusthaeooooyabbbcdddddeeeeefghhhhhiikkkllllmmmnnnnoooopprrrrsssssttttuuuuuvvwwwwwxxyzzzhtwyaaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyy') COLLATE "und-x-icu", '[^[:alnum:]]+', ' ', 'g')), '') $sql$;
CREATE TABLE chain (
	id BIGSERIAL NOT NULL,
	at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	what TEXT COLLATE "C" NOT NULL,
	table_name TEXT COLLATE "C",
	columns TEXT COLLATE "C",
	first_id BIGINT,
	content BYTEA NOT NULL,
	hash TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_chain PRIMARY KEY (id),
	CONSTRAINT ck_chain_what CHECK (what IN ('opened', 'added', 'removed', 'noted'))
);
CREATE INDEX ix_chain_table_name ON chain (table_name);
CREATE TABLE different_records (
	id BIGSERIAL NOT NULL,
	record_type TEXT COLLATE "C" NOT NULL,
	first_key TEXT COLLATE "C" NOT NULL,
	second_key TEXT COLLATE "C" NOT NULL,
	recorded TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	CONSTRAINT pk_different_records PRIMARY KEY (id),
	CONSTRAINT uq_different_records_record_type_first_key_second_key UNIQUE (record_type, first_key, second_key),
	CONSTRAINT ck_different_records_order CHECK (first_key < second_key),
	CONSTRAINT ck_different_records_record_type CHECK (record_type IN ('topic', 'organization', 'source', 'person', 'event'))
);
CREATE INDEX ix_different_records_record_type_second_key ON different_records (record_type, second_key);
CREATE TABLE dossiers (
	id BIGSERIAL NOT NULL,
	key TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_dossiers PRIMARY KEY (id),
	CONSTRAINT uq_dossiers_key UNIQUE (key),
	CONSTRAINT ck_dossiers_key CHECK (key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%')
);
CREATE TABLE events (
	id BIGSERIAL NOT NULL,
	key TEXT COLLATE "C" NOT NULL,
	title TEXT COLLATE "C" NOT NULL,
	description TEXT COLLATE "C",
	lang TEXT COLLATE "C" NOT NULL,
	place TEXT COLLATE "C",
	date TEXT COLLATE "C",
	date_earliest DATE,
	date_latest DATE,
	date_text TEXT COLLATE "C",
	date_note TEXT COLLATE "C",
	recorded TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	CONSTRAINT pk_events PRIMARY KEY (id),
	CONSTRAINT uq_events_key UNIQUE (key),
	CONSTRAINT ck_events_lang CHECK (length(lang) >= 2 AND ltrim(lang, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') = '' AND lang NOT LIKE '-%'),
	CONSTRAINT ck_events_title CHECK (trim(title) <> ''),
	CONSTRAINT ck_events_key CHECK (key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'),
	CONSTRAINT ck_events_date CHECK ((date IS NULL AND date_earliest IS NULL AND date_latest IS NULL) OR (date IS NOT NULL AND date_earliest IS NOT NULL AND date_latest IS NOT NULL AND date_earliest <= date_latest))
);
CREATE INDEX ix_events_date_earliest_date_latest ON events (date_earliest, date_latest);
CREATE INDEX ix_events_lang ON events (lang);
CREATE INDEX ix_events_place ON events (place);
CREATE TABLE merged_keys (
	id BIGSERIAL NOT NULL,
	record_type TEXT COLLATE "C" NOT NULL,
	key TEXT COLLATE "C" NOT NULL,
	kept_id BIGINT NOT NULL,
	merged_id BIGINT,
	first_change BIGINT,
	last_change BIGINT,
	recorded TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	CONSTRAINT pk_merged_keys PRIMARY KEY (id),
	CONSTRAINT uq_merged_keys_record_type_key UNIQUE (record_type, key),
	CONSTRAINT ck_merged_keys_key CHECK (key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'),
	CONSTRAINT ck_merged_keys_record_type CHECK (record_type IN ('topic', 'organization', 'source', 'person', 'event'))
);
CREATE INDEX ix_merged_keys_record_type_kept_id ON merged_keys (record_type, kept_id);
CREATE TABLE merges (
	id BIGSERIAL NOT NULL,
	at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	author TEXT COLLATE "C",
	name TEXT COLLATE "C" NOT NULL,
	database_id TEXT COLLATE "C" NOT NULL,
	head TEXT COLLATE "C",
	CONSTRAINT pk_merges PRIMARY KEY (id),
	CONSTRAINT ck_merges_author CHECK (trim(author) <> ''),
	CONSTRAINT ck_merges_name CHECK (trim(name) <> '')
);
CREATE TABLE organizations (
	id BIGSERIAL NOT NULL,
	key TEXT COLLATE "C" NOT NULL,
	name TEXT COLLATE "C" NOT NULL,
	description TEXT COLLATE "C",
	wikidata_id TEXT COLLATE "C",
	recorded TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	CONSTRAINT pk_organizations PRIMARY KEY (id),
	CONSTRAINT uq_organizations_key UNIQUE (key),
	CONSTRAINT ck_organizations_key CHECK (key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'),
	CONSTRAINT ck_organizations_name CHECK (trim(name) <> '')
);
CREATE INDEX ix_organizations_name ON organizations (name);
CREATE INDEX ix_organizations_wikidata_id ON organizations (wikidata_id);
CREATE TABLE people (
	id BIGSERIAL NOT NULL,
	key TEXT COLLATE "C" NOT NULL,
	name TEXT COLLATE "C" NOT NULL,
	description TEXT COLLATE "C",
	wikidata_id TEXT COLLATE "C",
	recorded TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	CONSTRAINT pk_people PRIMARY KEY (id),
	CONSTRAINT uq_people_key UNIQUE (key),
	CONSTRAINT ck_people_key CHECK (key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'),
	CONSTRAINT ck_people_name CHECK (trim(name) <> '')
);
CREATE INDEX ix_people_name ON people (name);
CREATE INDEX ix_people_wikidata_id ON people (wikidata_id);
CREATE TABLE settings (
	name TEXT COLLATE "C" NOT NULL,
	value TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_settings PRIMARY KEY (name)
);
CREATE TABLE topics (
	id BIGSERIAL NOT NULL,
	key TEXT COLLATE "C" NOT NULL,
	name TEXT COLLATE "C" NOT NULL,
	recorded TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	CONSTRAINT pk_topics PRIMARY KEY (id),
	CONSTRAINT uq_topics_key UNIQUE (key),
	CONSTRAINT ck_topics_name CHECK (trim(name) <> ''),
	CONSTRAINT ck_topics_key CHECK (key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%')
);
CREATE TABLE dossier_records (
	dossier_id BIGINT NOT NULL,
	record_type TEXT COLLATE "C" NOT NULL,
	record_id BIGINT NOT NULL,
	differs TEXT COLLATE "C",
	CONSTRAINT pk_dossier_records PRIMARY KEY (dossier_id, record_type, record_id),
	CONSTRAINT fk_dossier_records_dossier_id_dossiers FOREIGN KEY(dossier_id) REFERENCES dossiers (id) ON DELETE CASCADE
);
CREATE INDEX ix_dossier_records_record_type_record_id ON dossier_records (record_type, record_id);
CREATE TABLE event_topics (
	event_id BIGINT NOT NULL,
	topic_id BIGINT NOT NULL,
	CONSTRAINT pk_event_topics PRIMARY KEY (event_id, topic_id),
	CONSTRAINT fk_event_topics_topic_id_topics FOREIGN KEY(topic_id) REFERENCES topics (id),
	CONSTRAINT fk_event_topics_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE
);
CREATE INDEX ix_event_topics_topic_id ON event_topics (topic_id);
CREATE TABLE names (
	id BIGSERIAL NOT NULL,
	person_id BIGINT,
	organization_id BIGINT,
	text TEXT COLLATE "C" NOT NULL,
	lang TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_names PRIMARY KEY (id),
	CONSTRAINT ck_names_text CHECK (trim(text) <> ''),
	CONSTRAINT ck_names_kind CHECK (kind IN ('preferred', 'alias', 'as printed')),
	CONSTRAINT fk_names_person_id_people FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE CASCADE,
	CONSTRAINT ck_names_person_id_or_organization_id CHECK ((person_id IS NULL) <> (organization_id IS NULL)),
	CONSTRAINT fk_names_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
	CONSTRAINT uq_names_organization_id_text_lang UNIQUE (organization_id, text, lang),
	CONSTRAINT ck_names_lang CHECK (length(lang) >= 2 AND ltrim(lang, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') = '' AND lang NOT LIKE '-%'),
	CONSTRAINT uq_names_person_id_text_lang UNIQUE (person_id, text, lang)
);
CREATE UNIQUE INDEX uq_names_preferred_organization_id ON names (organization_id) WHERE kind = 'preferred';
CREATE UNIQUE INDEX uq_names_preferred_person_id ON names (person_id) WHERE kind = 'preferred';
CREATE TABLE participants (
	id BIGSERIAL NOT NULL,
	event_id BIGINT NOT NULL,
	person_id BIGINT,
	organization_id BIGINT,
	part TEXT COLLATE "C",
	CONSTRAINT pk_participants PRIMARY KEY (id),
	CONSTRAINT fk_participants_person_id_people FOREIGN KEY(person_id) REFERENCES people (id),
	CONSTRAINT ck_participants_person_id_or_organization_id CHECK ((person_id IS NULL) <> (organization_id IS NULL)),
	CONSTRAINT fk_participants_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE,
	CONSTRAINT fk_participants_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id)
);
CREATE INDEX ix_participants_organization_id ON participants (organization_id);
CREATE INDEX ix_participants_event_id ON participants (event_id);
CREATE INDEX ix_participants_person_id ON participants (person_id);
CREATE TABLE roles (
	id BIGSERIAL NOT NULL,
	person_id BIGINT NOT NULL,
	organization_id BIGINT,
	title TEXT COLLATE "C" NOT NULL,
	lang TEXT COLLATE "C" NOT NULL,
	held TEXT COLLATE "C",
	held_earliest DATE,
	held_latest DATE,
	CONSTRAINT pk_roles PRIMARY KEY (id),
	CONSTRAINT ck_roles_title CHECK (trim(title) <> ''),
	CONSTRAINT ck_roles_held CHECK ((held IS NULL AND held_earliest IS NULL AND held_latest IS NULL) OR (held IS NOT NULL AND held_earliest IS NOT NULL AND held_latest IS NOT NULL AND held_earliest <= held_latest)),
	CONSTRAINT fk_roles_person_id_people FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE CASCADE,
	CONSTRAINT fk_roles_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id),
	CONSTRAINT ck_roles_lang CHECK (length(lang) >= 2 AND ltrim(lang, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') = '' AND lang NOT LIKE '-%')
);
CREATE INDEX ix_roles_person_id ON roles (person_id);
CREATE INDEX ix_roles_organization_id ON roles (organization_id);
CREATE TABLE sources (
	id BIGSERIAL NOT NULL,
	key TEXT COLLATE "C" NOT NULL,
	title TEXT COLLATE "C" NOT NULL,
	lang TEXT COLLATE "C" NOT NULL,
	publisher_id BIGINT,
	author TEXT COLLATE "C",
	url TEXT COLLATE "C",
	published TEXT COLLATE "C",
	published_earliest DATE,
	published_latest DATE,
	retrieved TEXT COLLATE "C",
	retrieved_earliest DATE,
	retrieved_latest DATE,
	archive_url TEXT COLLATE "C",
	recorded TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	text_sha256 TEXT COLLATE "C",
	text TEXT COLLATE "C",
	CONSTRAINT pk_sources PRIMARY KEY (id),
	CONSTRAINT uq_sources_key UNIQUE (key),
	CONSTRAINT ck_sources_title CHECK (trim(title) <> ''),
	CONSTRAINT fk_sources_publisher_id_organizations FOREIGN KEY(publisher_id) REFERENCES organizations (id),
	CONSTRAINT ck_sources_lang CHECK (length(lang) >= 2 AND ltrim(lang, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') = '' AND lang NOT LIKE '-%'),
	CONSTRAINT ck_sources_key CHECK (key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'),
	CONSTRAINT ck_sources_published CHECK ((published IS NULL AND published_earliest IS NULL AND published_latest IS NULL) OR (published IS NOT NULL AND published_earliest IS NOT NULL AND published_latest IS NOT NULL AND published_earliest <= published_latest)),
	CONSTRAINT ck_sources_retrieved CHECK ((retrieved IS NULL AND retrieved_earliest IS NULL AND retrieved_latest IS NULL) OR (retrieved IS NOT NULL AND retrieved_earliest IS NOT NULL AND retrieved_latest IS NOT NULL AND retrieved_earliest <= retrieved_latest))
);
CREATE INDEX ix_sources_published_earliest_published_latest ON sources (published_earliest, published_latest);
CREATE INDEX ix_sources_publisher_id ON sources (publisher_id);
CREATE TABLE statements (
	id BIGSERIAL NOT NULL,
	key TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	text TEXT COLLATE "C" NOT NULL,
	lang TEXT COLLATE "C" NOT NULL,
	speaker_id BIGINT,
	organization_id BIGINT,
	said TEXT COLLATE "C",
	said_earliest DATE,
	said_latest DATE,
	day TEXT COLLATE "C",
	day_earliest DATE,
	day_latest DATE,
	recorded TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	status TEXT COLLATE "C",
	speaker_note TEXT COLLATE "C",
	CONSTRAINT pk_statements PRIMARY KEY (id),
	CONSTRAINT uq_statements_key UNIQUE (key),
	CONSTRAINT fk_statements_speaker_id_people FOREIGN KEY(speaker_id) REFERENCES people (id),
	CONSTRAINT ck_statements_editorial_has_no_speaker CHECK (kind <> 'editorial' OR speaker_id IS NULL),
	CONSTRAINT ck_statements_text CHECK (trim(text) <> ''),
	CONSTRAINT ck_statements_said CHECK ((said IS NULL AND said_earliest IS NULL AND said_latest IS NULL) OR (said IS NOT NULL AND said_earliest IS NOT NULL AND said_latest IS NOT NULL AND said_earliest <= said_latest)),
	CONSTRAINT ck_statements_kind CHECK (kind IN ('direct', 'indirect', 'mixed', 'editorial')),
	CONSTRAINT ck_statements_status CHECK (status IN ('disputed', 'misattributed', 'fabricated', 'retracted', 'confirmed')),
	CONSTRAINT ck_statements_key CHECK (key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'),
	CONSTRAINT ck_statements_day CHECK ((day IS NULL AND day_earliest IS NULL AND day_latest IS NULL) OR (day IS NOT NULL AND day_earliest IS NOT NULL AND day_latest IS NOT NULL AND day_earliest <= day_latest)),
	CONSTRAINT fk_statements_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id),
	CONSTRAINT ck_statements_lang CHECK (length(lang) >= 2 AND ltrim(lang, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') = '' AND lang NOT LIKE '-%')
);
CREATE INDEX ix_statements_day_earliest_day_latest ON statements (day_earliest, day_latest);
CREATE INDEX ix_statements_status ON statements (status) WHERE status IS NOT NULL;
CREATE INDEX ix_statements_lang ON statements (lang);
CREATE INDEX ix_statements_speaker_id_day_earliest_day_latest ON statements (speaker_id, day_earliest, day_latest);
CREATE INDEX ix_statements_organization_id_day_earliest_day_latest ON statements (organization_id, day_earliest, day_latest);
CREATE TABLE citations (
	id BIGSERIAL NOT NULL,
	event_id BIGINT,
	role_id BIGINT,
	source_id BIGINT NOT NULL,
	exact TEXT COLLATE "C" NOT NULL,
	prefix TEXT COLLATE "C" DEFAULT '' NOT NULL,
	suffix TEXT COLLATE "C" DEFAULT '' NOT NULL,
	start BIGINT,
	"end" BIGINT,
	place_found BOOLEAN DEFAULT '0' NOT NULL,
	verified_at TIMESTAMP WITHOUT TIME ZONE,
	verified TEXT COLLATE "C",
	CONSTRAINT pk_citations PRIMARY KEY (id),
	CONSTRAINT ck_citations_verified CHECK ((verified IS NULL) = (verified_at IS NULL) AND (verified IS NULL OR verified IN ('exact', 'moved', 'normalised', 'drifted', 'ambiguous', 'elsewhere', 'altered', 'not found'))),
	CONSTRAINT ck_citations_exact CHECK (trim(exact) <> ''),
	CONSTRAINT fk_citations_event_id_events FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE,
	CONSTRAINT fk_citations_role_id_roles FOREIGN KEY(role_id) REFERENCES roles (id) ON DELETE CASCADE,
	CONSTRAINT ck_citations_place CHECK (("start" IS NULL AND "end" IS NULL) OR ("start" IS NOT NULL AND "end" IS NOT NULL AND "start" >= 0 AND "start" < "end")),
	CONSTRAINT ck_citations_event_id_or_role_id CHECK ((event_id IS NULL) <> (role_id IS NULL)),
	CONSTRAINT fk_citations_source_id_sources FOREIGN KEY(source_id) REFERENCES sources (id)
);
CREATE INDEX ix_citations_event_id ON citations (event_id);
CREATE INDEX ix_citations_role_id ON citations (role_id);
CREATE INDEX ix_citations_source_id ON citations (source_id);
CREATE INDEX ix_citations_verified_event_id ON citations (verified, event_id);
CREATE TABLE former_texts (
	id BIGSERIAL NOT NULL,
	source_id BIGINT NOT NULL,
	sha256 TEXT COLLATE "C" NOT NULL,
	replaced TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	CONSTRAINT pk_former_texts PRIMARY KEY (id),
	CONSTRAINT fk_former_texts_source_id_sources FOREIGN KEY(source_id) REFERENCES sources (id) ON DELETE CASCADE
);
CREATE INDEX ix_former_texts_source_id ON former_texts (source_id);
CREATE TABLE history (
	id BIGSERIAL NOT NULL,
	at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	record_type TEXT COLLATE "C" NOT NULL,
	record_key TEXT COLLATE "C" NOT NULL,
	table_name TEXT COLLATE "C" NOT NULL,
	row_id BIGINT,
	before TEXT COLLATE "C",
	after TEXT COLLATE "C",
	because TEXT COLLATE "C",
	source_id BIGINT,
	url TEXT COLLATE "C",
	dossier_id BIGINT,
	withdraws BIGINT,
	author TEXT COLLATE "C",
	merge_id BIGINT,
	elsewhere BOOLEAN DEFAULT '0' NOT NULL,
	CONSTRAINT pk_history PRIMARY KEY (id),
	CONSTRAINT ck_history_change CHECK (before IS NOT NULL OR after IS NOT NULL),
	CONSTRAINT fk_history_dossier_id_dossiers FOREIGN KEY(dossier_id) REFERENCES dossiers (id),
	CONSTRAINT ck_history_author CHECK (trim(author) <> ''),
	CONSTRAINT ck_history_source CHECK (source_id IS NULL OR url IS NULL),
	CONSTRAINT fk_history_source_id_sources FOREIGN KEY(source_id) REFERENCES sources (id),
	CONSTRAINT ck_history_because CHECK (trim(because) <> '')
);
CREATE INDEX ix_history_at ON history (at);
CREATE INDEX ix_history_record_type_record_key ON history (record_type, record_key);
CREATE INDEX ix_history_source_id ON history (source_id);
CREATE INDEX ix_history_table_name_row_id ON history (table_name, row_id);
CREATE TABLE mentions (
	id BIGSERIAL NOT NULL,
	statement_id BIGINT NOT NULL,
	person_id BIGINT,
	organization_id BIGINT,
	CONSTRAINT pk_mentions PRIMARY KEY (id),
	CONSTRAINT fk_mentions_statement_id_statements FOREIGN KEY(statement_id) REFERENCES statements (id) ON DELETE CASCADE,
	CONSTRAINT fk_mentions_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id),
	CONSTRAINT fk_mentions_person_id_people FOREIGN KEY(person_id) REFERENCES people (id),
	CONSTRAINT uq_mentions_statement_id_person_id UNIQUE (statement_id, person_id),
	CONSTRAINT uq_mentions_statement_id_organization_id UNIQUE (statement_id, organization_id),
	CONSTRAINT ck_mentions_person_id_or_organization_id CHECK ((person_id IS NULL) <> (organization_id IS NULL))
);
CREATE INDEX ix_mentions_organization_id ON mentions (organization_id);
CREATE INDEX ix_mentions_person_id ON mentions (person_id);
CREATE TABLE name_keys (
	key TEXT COLLATE "C" NOT NULL,
	name_id BIGINT NOT NULL,
	CONSTRAINT pk_name_keys PRIMARY KEY (key, name_id),
	CONSTRAINT fk_name_keys_name_id_names FOREIGN KEY(name_id) REFERENCES names (id) ON DELETE CASCADE
);
CREATE INDEX ix_name_keys_name_id ON name_keys (name_id);
CREATE TABLE reviews (
	id BIGSERIAL NOT NULL,
	key TEXT COLLATE "C" NOT NULL,
	statement_id BIGINT NOT NULL,
	reviewer_id BIGINT NOT NULL,
	url TEXT COLLATE "C" NOT NULL,
	title TEXT COLLATE "C" NOT NULL,
	date TEXT COLLATE "C",
	date_earliest DATE,
	date_latest DATE,
	rating TEXT COLLATE "C" NOT NULL,
	lang TEXT COLLATE "C" NOT NULL,
	verdict TEXT COLLATE "C",
	recorded TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	CONSTRAINT pk_reviews PRIMARY KEY (id),
	CONSTRAINT uq_reviews_key UNIQUE (key),
	CONSTRAINT fk_reviews_reviewer_id_organizations FOREIGN KEY(reviewer_id) REFERENCES organizations (id),
	CONSTRAINT ck_reviews_key CHECK (key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'),
	CONSTRAINT ck_reviews_date CHECK ((date IS NULL AND date_earliest IS NULL AND date_latest IS NULL) OR (date IS NOT NULL AND date_earliest IS NOT NULL AND date_latest IS NOT NULL AND date_earliest <= date_latest)),
	CONSTRAINT ck_reviews_verdict CHECK (verdict IN ('true', 'mostly-true', 'mixed', 'mostly-false', 'false', 'unproven')),
	CONSTRAINT ck_reviews_lang CHECK (length(lang) >= 2 AND ltrim(lang, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') = '' AND lang NOT LIKE '-%'),
	CONSTRAINT fk_reviews_statement_id_statements FOREIGN KEY(statement_id) REFERENCES statements (id),
	CONSTRAINT ck_reviews_title CHECK (trim(title) <> ''),
	CONSTRAINT ck_reviews_rating CHECK (trim(rating) <> ''),
	CONSTRAINT uq_reviews_statement_id_url UNIQUE (statement_id, url),
	CONSTRAINT ck_reviews_url CHECK (trim(url) <> '')
);
CREATE INDEX ix_reviews_verdict ON reviews (verdict);
CREATE INDEX ix_reviews_reviewer_id ON reviews (reviewer_id);
CREATE TABLE statement_aliases (
	id BIGSERIAL NOT NULL,
	key TEXT COLLATE "C" NOT NULL,
	statement_id BIGINT NOT NULL,
	recorded TIMESTAMP WITHOUT TIME ZONE NOT NULL,
	CONSTRAINT pk_statement_aliases PRIMARY KEY (id),
	CONSTRAINT uq_statement_aliases_key UNIQUE (key),
	CONSTRAINT fk_statement_aliases_statement_id_statements FOREIGN KEY(statement_id) REFERENCES statements (id),
	CONSTRAINT ck_statement_aliases_key CHECK (key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%')
);
CREATE INDEX ix_statement_aliases_statement_id ON statement_aliases (statement_id);
CREATE TABLE statement_events (
	statement_id BIGINT NOT NULL,
	event_id BIGINT NOT NULL,
	CONSTRAINT pk_statement_events PRIMARY KEY (statement_id, event_id),
	CONSTRAINT fk_statement_events_statement_id_statements FOREIGN KEY(statement_id) REFERENCES statements (id) ON DELETE CASCADE,
	CONSTRAINT fk_statement_events_event_id_events FOREIGN KEY(event_id) REFERENCES events (id)
);
CREATE INDEX ix_statement_events_event_id ON statement_events (event_id);
CREATE TABLE statement_folds (
	statement_id BIGINT NOT NULL,
	fold BIGINT NOT NULL,
	CONSTRAINT pk_statement_folds PRIMARY KEY (statement_id),
	CONSTRAINT fk_statement_folds_statement_id_statements FOREIGN KEY(statement_id) REFERENCES statements (id) ON DELETE CASCADE
);
CREATE INDEX ix_statement_folds_fold_statement_id ON statement_folds (fold, statement_id);
CREATE TABLE statement_topics (
	statement_id BIGINT NOT NULL,
	topic_id BIGINT NOT NULL,
	CONSTRAINT pk_statement_topics PRIMARY KEY (statement_id, topic_id),
	CONSTRAINT fk_statement_topics_statement_id_statements FOREIGN KEY(statement_id) REFERENCES statements (id) ON DELETE CASCADE,
	CONSTRAINT fk_statement_topics_topic_id_topics FOREIGN KEY(topic_id) REFERENCES topics (id)
);
CREATE INDEX ix_statement_topics_topic_id ON statement_topics (topic_id);
CREATE TABLE translations (
	id BIGSERIAL NOT NULL,
	statement_id BIGINT NOT NULL,
	lang TEXT COLLATE "C" NOT NULL,
	text TEXT COLLATE "C" NOT NULL,
	translator TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_translations PRIMARY KEY (id),
	CONSTRAINT uq_translations_statement_id_lang_translator UNIQUE (statement_id, lang, translator),
	CONSTRAINT ck_translations_text CHECK (trim(text) <> ''),
	CONSTRAINT fk_translations_statement_id_statements FOREIGN KEY(statement_id) REFERENCES statements (id) ON DELETE CASCADE,
	CONSTRAINT ck_translations_lang CHECK (length(lang) >= 2 AND ltrim(lang, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') = '' AND lang NOT LIKE '-%'),
	CONSTRAINT ck_translations_translator CHECK (trim(translator) <> '')
);
CREATE INDEX ix_translations_lang ON translations (lang);
CREATE TABLE appearances (
	id BIGSERIAL NOT NULL,
	statement_id BIGINT NOT NULL,
	position BIGINT,
	attribution TEXT COLLATE "C",
	source_id BIGINT NOT NULL,
	exact TEXT COLLATE "C" NOT NULL,
	prefix TEXT COLLATE "C" DEFAULT '' NOT NULL,
	suffix TEXT COLLATE "C" DEFAULT '' NOT NULL,
	start BIGINT,
	"end" BIGINT,
	verified_at TIMESTAMP WITHOUT TIME ZONE,
	verified TEXT COLLATE "C",
	alias_id BIGINT,
	as_text BOOLEAN DEFAULT '0' NOT NULL,
	place_found BOOLEAN DEFAULT '0' NOT NULL,
	attribution_kind TEXT COLLATE "C",
	CONSTRAINT pk_appearances PRIMARY KEY (id),
	CONSTRAINT fk_appearances_alias_id_statement_aliases FOREIGN KEY(alias_id) REFERENCES statement_aliases (id) ON DELETE CASCADE,
	CONSTRAINT ck_appearances_exact CHECK (trim(exact) <> ''),
	CONSTRAINT ck_appearances_verified CHECK ((verified IS NULL) = (verified_at IS NULL) AND (verified IS NULL OR verified IN ('exact', 'moved', 'normalised', 'drifted', 'ambiguous', 'elsewhere', 'altered', 'not found'))),
	CONSTRAINT ck_appearances_place CHECK (("start" IS NULL AND "end" IS NULL) OR ("start" IS NOT NULL AND "end" IS NOT NULL AND "start" >= 0 AND "start" < "end")),
	CONSTRAINT ck_appearances_attribution_kind CHECK (attribution_kind IN ('cell')),
	CONSTRAINT fk_appearances_source_id_sources FOREIGN KEY(source_id) REFERENCES sources (id),
	CONSTRAINT fk_appearances_statement_id_statements FOREIGN KEY(statement_id) REFERENCES statements (id) ON DELETE CASCADE
);
CREATE INDEX ix_appearances_statement_id ON appearances (statement_id);
CREATE INDEX ix_appearances_verified_statement_id ON appearances (verified, statement_id);
CREATE INDEX ix_appearances_source_id_position_start ON appearances (source_id, position, start);
CREATE INDEX ix_appearances_alias_id ON appearances (alias_id);
CREATE INDEX ix_statements_long_spans ON statements (day_earliest, day_latest) WHERE (extract(YEAR FROM day_earliest) * 12 + extract(MONTH FROM day_earliest)) < (extract(YEAR FROM day_latest) * 12 + extract(MONTH FROM day_latest));
CREATE INDEX ix_statements_longest_spans ON statements (day_earliest, day_latest) WHERE extract(YEAR FROM day_earliest) < extract(YEAR FROM day_latest);
CREATE INDEX ix_events_long_spans ON events (date_earliest, date_latest) WHERE (extract(YEAR FROM date_earliest) * 12 + extract(MONTH FROM date_earliest)) < (extract(YEAR FROM date_latest) * 12 + extract(MONTH FROM date_latest));
CREATE INDEX ix_events_longest_spans ON events (date_earliest, date_latest) WHERE extract(YEAR FROM date_earliest) < extract(YEAR FROM date_latest);
CREATE TABLE search_totals (name TEXT COLLATE "C" PRIMARY KEY, rows BIGINT NOT NULL DEFAULT 0, words BIGINT NOT NULL DEFAULT 0);
CREATE TABLE statements_fts (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL, length INTEGER NOT NULL);
CREATE INDEX ix_statements_fts_words ON statements_fts USING gin (words);
INSERT INTO search_totals (name) VALUES ('statements_fts');
CREATE TABLE translations_fts (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL, length INTEGER NOT NULL);
CREATE INDEX ix_translations_fts_words ON translations_fts USING gin (words);
INSERT INTO search_totals (name) VALUES ('translations_fts');
CREATE TABLE events_fts (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL, length INTEGER NOT NULL);
CREATE INDEX ix_events_fts_words ON events_fts USING gin (words);
INSERT INTO search_totals (name) VALUES ('events_fts');
CREATE TABLE appearances_fts (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL, length INTEGER NOT NULL);
CREATE INDEX ix_appearances_fts_words ON appearances_fts USING gin (words);
INSERT INTO search_totals (name) VALUES ('appearances_fts');
CREATE VIEW other_wordings AS SELECT id, exact FROM appearances WHERE NOT as_text;
CREATE FUNCTION statements_day_insert() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE statements SET (day, day_earliest, day_latest) = (one.said, one.said_earliest, one.said_latest) FROM added AS one WHERE statements.id = one.id AND one.said IS NOT NULL AND one.day IS DISTINCT FROM one.said; RETURN NULL; END $sql$;
CREATE TRIGGER statements_day_insert AFTER INSERT ON statements REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION statements_day_insert();
CREATE FUNCTION appearances_day_insert() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE statements SET (day, day_earliest, day_latest) = (first.published, first.published_earliest, first.published_latest) FROM (SELECT DISTINCT ON (one.statement_id) one.statement_id, published, published_earliest, published_latest FROM added AS one JOIN sources ON sources.id = one.source_id WHERE published IS NOT NULL ORDER BY one.statement_id, published_earliest, published_latest, one.id) AS first WHERE statements.id = first.statement_id AND said IS NULL AND (day IS NULL OR (first.published_earliest, first.published_latest) < (day_earliest, day_latest)); RETURN NULL; END $sql$;
CREATE TRIGGER appearances_day_insert AFTER INSERT ON appearances REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION appearances_day_insert();
CREATE FUNCTION statements_day_said() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE statements SET (day, day_earliest, day_latest) = (said, said_earliest, said_latest) WHERE id = new.id; RETURN NULL; END $sql$;
CREATE TRIGGER statements_day_said AFTER UPDATE OF said, said_earliest, said_latest ON statements FOR EACH ROW WHEN (new.said IS NOT NULL) EXECUTE FUNCTION statements_day_said();
CREATE FUNCTION statements_day_unsaid() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE statements SET (day, day_earliest, day_latest) = (
    SELECT published, published_earliest, published_latest
    FROM appearances JOIN sources ON sources.id = appearances.source_id
    WHERE appearances.statement_id = statements.id AND published IS NOT NULL
    ORDER BY published_earliest, published_latest LIMIT 1
) WHERE id = new.id; RETURN NULL; END $sql$;
CREATE TRIGGER statements_day_unsaid AFTER UPDATE OF said ON statements FOR EACH ROW WHEN (new.said IS NULL AND old.said IS NOT NULL) EXECUTE FUNCTION statements_day_unsaid();
CREATE FUNCTION appearances_day_update() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE statements SET (day, day_earliest, day_latest) = (
    SELECT published, published_earliest, published_latest
    FROM appearances JOIN sources ON sources.id = appearances.source_id
    WHERE appearances.statement_id = statements.id AND published IS NOT NULL
    ORDER BY published_earliest, published_latest LIMIT 1
) WHERE id IN (old.statement_id, new.statement_id) AND said IS NULL; RETURN NULL; END $sql$;
CREATE TRIGGER appearances_day_update AFTER UPDATE OF statement_id, source_id ON appearances FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION appearances_day_update();
CREATE FUNCTION appearances_day_delete() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE statements SET (day, day_earliest, day_latest) = (
    SELECT published, published_earliest, published_latest
    FROM appearances JOIN sources ON sources.id = appearances.source_id
    WHERE appearances.statement_id = statements.id AND published IS NOT NULL
    ORDER BY published_earliest, published_latest LIMIT 1
) WHERE id = old.statement_id AND said IS NULL; RETURN NULL; END $sql$;
CREATE TRIGGER appearances_day_delete AFTER DELETE ON appearances FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION appearances_day_delete();
CREATE FUNCTION sources_day_update() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE statements SET (day, day_earliest, day_latest) = (
    SELECT published, published_earliest, published_latest
    FROM appearances JOIN sources ON sources.id = appearances.source_id
    WHERE appearances.statement_id = statements.id AND published IS NOT NULL
    ORDER BY published_earliest, published_latest LIMIT 1
) WHERE said IS NULL AND id IN (SELECT statement_id FROM appearances WHERE source_id = new.id); RETURN NULL; END $sql$;
CREATE TRIGGER sources_day_update AFTER UPDATE OF published, published_earliest, published_latest ON sources FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION sources_day_update();
CREATE FUNCTION appearances_unverified() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE appearances SET verified = NULL, verified_at = NULL WHERE id = new.id; RETURN NULL; END $sql$;
CREATE TRIGGER appearances_unverified AFTER UPDATE OF source_id, exact, prefix, suffix, "start", "end", attribution, attribution_kind ON appearances FOR EACH ROW WHEN (new.verified IS NOT NULL) EXECUTE FUNCTION appearances_unverified();
CREATE FUNCTION citations_unverified() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE citations SET verified = NULL, verified_at = NULL WHERE id = new.id; RETURN NULL; END $sql$;
CREATE TRIGGER citations_unverified AFTER UPDATE OF source_id, exact, prefix, suffix, "start", "end" ON citations FOR EACH ROW WHEN (new.verified IS NOT NULL) EXECUTE FUNCTION citations_unverified();
CREATE FUNCTION sources_unverified() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE appearances SET verified = NULL, verified_at = NULL WHERE source_id = new.id AND verified IS NOT NULL; UPDATE citations SET verified = NULL, verified_at = NULL WHERE source_id = new.id AND verified IS NOT NULL; RETURN NULL; END $sql$;
CREATE TRIGGER sources_unverified AFTER UPDATE OF text ON sources FOR EACH ROW WHEN (new.text IS DISTINCT FROM old.text) EXECUTE FUNCTION sources_unverified();
CREATE FUNCTION sources_former_text() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN INSERT INTO former_texts (source_id, sha256, replaced) VALUES (new.id, old.text_sha256, date_trunc('second', now() AT TIME ZONE 'UTC')); RETURN NULL; END $sql$;
CREATE TRIGGER sources_former_text AFTER UPDATE OF text_sha256 ON sources FOR EACH ROW WHEN (old.text_sha256 IS NOT NULL AND old.text_sha256 IS DISTINCT FROM new.text_sha256) EXECUTE FUNCTION sources_former_text();
CREATE FUNCTION statements_unfolded() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN DELETE FROM statement_folds WHERE statement_id = new.id; RETURN NULL; END $sql$;
CREATE TRIGGER statements_unfolded AFTER UPDATE OF text ON statements FOR EACH ROW WHEN (new.text IS DISTINCT FROM old.text) EXECUTE FUNCTION statements_unfolded();
CREATE FUNCTION appearances_reworded() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE appearances SET as_text = FALSE WHERE id = new.id AND new.exact IS DISTINCT FROM (SELECT text FROM statements WHERE id = new.statement_id); RETURN NULL; END $sql$;
CREATE TRIGGER appearances_reworded AFTER UPDATE OF statement_id, exact ON appearances FOR EACH ROW WHEN (new.as_text) EXECUTE FUNCTION appearances_reworded();
CREATE FUNCTION statements_reworded() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE appearances SET as_text = FALSE WHERE statement_id = new.id AND as_text; RETURN NULL; END $sql$;
CREATE TRIGGER statements_reworded AFTER UPDATE OF text ON statements FOR EACH ROW WHEN (new.text IS DISTINCT FROM old.text) EXECUTE FUNCTION statements_reworded();
CREATE FUNCTION history_no_update() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN RAISE EXCEPTION 'the history can only grow'; RETURN NULL; END $sql$;
CREATE TRIGGER history_no_update BEFORE UPDATE ON history FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION history_no_update();
CREATE FUNCTION history_no_delete() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN RAISE EXCEPTION 'the history can only grow'; RETURN NULL; END $sql$;
CREATE TRIGGER history_no_delete BEFORE DELETE ON history FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION history_no_delete();
CREATE FUNCTION chain_no_update() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN RAISE EXCEPTION 'the chain can only grow'; RETURN NULL; END $sql$;
CREATE TRIGGER chain_no_update BEFORE UPDATE ON chain FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION chain_no_update();
CREATE FUNCTION chain_no_delete() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN RAISE EXCEPTION 'the chain can only grow'; RETURN NULL; END $sql$;
CREATE TRIGGER chain_no_delete BEFORE DELETE ON chain FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION chain_no_delete();
CREATE FUNCTION history_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN RAISE EXCEPTION 'the history can only grow'; RETURN NULL; END $sql$;
CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history FOR EACH STATEMENT EXECUTE FUNCTION history_no_truncate();
CREATE FUNCTION chain_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN RAISE EXCEPTION 'the chain can only grow'; RETURN NULL; END $sql$;
CREATE TRIGGER chain_no_truncate BEFORE TRUNCATE ON chain FOR EACH STATEMENT EXECUTE FUNCTION chain_no_truncate();
CREATE FUNCTION statements_fts_insert() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN INSERT INTO statements_fts (id, words, length) SELECT id, words, (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(words)) FROM (SELECT id, kzclaims_words(text) AS words FROM added) AS indexed; RETURN NULL; END $sql$;
CREATE TRIGGER statements_fts_insert AFTER INSERT ON statements REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION statements_fts_insert();
CREATE FUNCTION statements_fts_delete() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN DELETE FROM statements_fts WHERE id IN (SELECT id FROM removed); RETURN NULL; END $sql$;
CREATE TRIGGER statements_fts_delete AFTER DELETE ON statements REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION statements_fts_delete();
CREATE FUNCTION statements_fts_update() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN DELETE FROM statements_fts WHERE id = old.id; INSERT INTO statements_fts (id, words, length) SELECT id, words, (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(words)) FROM (SELECT id, kzclaims_words(text) AS words FROM (SELECT new.*) AS statements) AS indexed; RETURN NULL; END $sql$;
CREATE TRIGGER statements_fts_update AFTER UPDATE OF id, text ON statements FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION statements_fts_update();
CREATE FUNCTION statements_fts_total_insert() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE search_totals SET rows = rows + (SELECT count(*) FROM added), words = words + (SELECT coalesce(sum(length), 0) FROM added) WHERE name = 'statements_fts'; RETURN NULL; END $sql$;
CREATE TRIGGER statements_fts_total_insert AFTER INSERT ON statements_fts REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION statements_fts_total_insert();
CREATE FUNCTION statements_fts_total_delete() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE search_totals SET rows = rows - (SELECT count(*) FROM removed), words = words - (SELECT coalesce(sum(length), 0) FROM removed) WHERE name = 'statements_fts'; RETURN NULL; END $sql$;
CREATE TRIGGER statements_fts_total_delete AFTER DELETE ON statements_fts REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION statements_fts_total_delete();
CREATE FUNCTION translations_fts_insert() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN INSERT INTO translations_fts (id, words, length) SELECT id, words, (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(words)) FROM (SELECT id, kzclaims_words(text) AS words FROM added) AS indexed; RETURN NULL; END $sql$;
CREATE TRIGGER translations_fts_insert AFTER INSERT ON translations REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION translations_fts_insert();
CREATE FUNCTION translations_fts_delete() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN DELETE FROM translations_fts WHERE id IN (SELECT id FROM removed); RETURN NULL; END $sql$;
CREATE TRIGGER translations_fts_delete AFTER DELETE ON translations REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION translations_fts_delete();
CREATE FUNCTION translations_fts_update() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN DELETE FROM translations_fts WHERE id = old.id; INSERT INTO translations_fts (id, words, length) SELECT id, words, (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(words)) FROM (SELECT id, kzclaims_words(text) AS words FROM (SELECT new.*) AS translations) AS indexed; RETURN NULL; END $sql$;
CREATE TRIGGER translations_fts_update AFTER UPDATE OF id, text ON translations FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION translations_fts_update();
CREATE FUNCTION translations_fts_total_insert() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE search_totals SET rows = rows + (SELECT count(*) FROM added), words = words + (SELECT coalesce(sum(length), 0) FROM added) WHERE name = 'translations_fts'; RETURN NULL; END $sql$;
CREATE TRIGGER translations_fts_total_insert AFTER INSERT ON translations_fts REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION translations_fts_total_insert();
CREATE FUNCTION translations_fts_total_delete() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE search_totals SET rows = rows - (SELECT count(*) FROM removed), words = words - (SELECT coalesce(sum(length), 0) FROM removed) WHERE name = 'translations_fts'; RETURN NULL; END $sql$;
CREATE TRIGGER translations_fts_total_delete AFTER DELETE ON translations_fts REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION translations_fts_total_delete();
CREATE FUNCTION events_fts_insert() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN INSERT INTO events_fts (id, words, length) SELECT id, words, (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(words)) FROM (SELECT id, kzclaims_words(title) || $$'|':1$$::tsvector || kzclaims_words(description) AS words FROM added) AS indexed; RETURN NULL; END $sql$;
CREATE TRIGGER events_fts_insert AFTER INSERT ON events REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION events_fts_insert();
CREATE FUNCTION events_fts_delete() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN DELETE FROM events_fts WHERE id IN (SELECT id FROM removed); RETURN NULL; END $sql$;
CREATE TRIGGER events_fts_delete AFTER DELETE ON events REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION events_fts_delete();
CREATE FUNCTION events_fts_update() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN DELETE FROM events_fts WHERE id = old.id; INSERT INTO events_fts (id, words, length) SELECT id, words, (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(words)) FROM (SELECT id, kzclaims_words(title) || $$'|':1$$::tsvector || kzclaims_words(description) AS words FROM (SELECT new.*) AS events) AS indexed; RETURN NULL; END $sql$;
CREATE TRIGGER events_fts_update AFTER UPDATE OF id, title, description ON events FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION events_fts_update();
CREATE FUNCTION events_fts_total_insert() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE search_totals SET rows = rows + (SELECT count(*) FROM added), words = words + (SELECT coalesce(sum(length), 0) FROM added) WHERE name = 'events_fts'; RETURN NULL; END $sql$;
CREATE TRIGGER events_fts_total_insert AFTER INSERT ON events_fts REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION events_fts_total_insert();
CREATE FUNCTION events_fts_total_delete() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE search_totals SET rows = rows - (SELECT count(*) FROM removed), words = words - (SELECT coalesce(sum(length), 0) FROM removed) WHERE name = 'events_fts'; RETURN NULL; END $sql$;
CREATE TRIGGER events_fts_total_delete AFTER DELETE ON events_fts REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION events_fts_total_delete();
CREATE FUNCTION appearances_fts_insert() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN INSERT INTO appearances_fts (id, words, length) SELECT id, words, (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(words)) FROM (SELECT id, kzclaims_words(exact) AS words FROM added WHERE NOT as_text) AS indexed; RETURN NULL; END $sql$;
CREATE TRIGGER appearances_fts_insert AFTER INSERT ON appearances REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION appearances_fts_insert();
CREATE FUNCTION appearances_fts_delete() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN DELETE FROM appearances_fts WHERE id IN (SELECT id FROM removed); RETURN NULL; END $sql$;
CREATE TRIGGER appearances_fts_delete AFTER DELETE ON appearances REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION appearances_fts_delete();
CREATE FUNCTION appearances_fts_update() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN DELETE FROM appearances_fts WHERE id = old.id; INSERT INTO appearances_fts (id, words, length) SELECT id, words, (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(words)) FROM (SELECT id, kzclaims_words(exact) AS words FROM (SELECT new.*) AS appearances WHERE NOT as_text) AS indexed; RETURN NULL; END $sql$;
CREATE TRIGGER appearances_fts_update AFTER UPDATE OF id, exact, as_text ON appearances FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION appearances_fts_update();
CREATE FUNCTION appearances_fts_total_insert() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE search_totals SET rows = rows + (SELECT count(*) FROM added), words = words + (SELECT coalesce(sum(length), 0) FROM added) WHERE name = 'appearances_fts'; RETURN NULL; END $sql$;
CREATE TRIGGER appearances_fts_total_insert AFTER INSERT ON appearances_fts REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION appearances_fts_total_insert();
CREATE FUNCTION appearances_fts_total_delete() RETURNS trigger LANGUAGE plpgsql AS $sql$ BEGIN UPDATE search_totals SET rows = rows - (SELECT count(*) FROM removed), words = words - (SELECT coalesce(sum(length), 0) FROM removed) WHERE name = 'appearances_fts'; RETURN NULL; END $sql$;
CREATE TRIGGER appearances_fts_total_delete AFTER DELETE ON appearances_fts REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION appearances_fts_total_delete();
CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY);
COMMENT ON TABLE alembic_version IS 'kzclaims';
INSERT INTO alembic_version VALUES ('0015');
INSERT INTO settings (name, value) VALUES ('database_id', '0d1e2f3a');
