"""The tables: people and their names, sources, statements, events, and what ties them together."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


APPLICATION_ID = 0x6B7A636C

FIRST_PUBLICATION = """
    SELECT published, published_earliest, published_latest
    FROM appearances JOIN sources ON sources.id = appearances.source_id
    WHERE appearances.statement_id = statements.id AND published IS NOT NULL
    ORDER BY published_earliest, published_latest LIMIT 1
"""
DAY = "(day, day_earliest, day_latest)"

# A statement's day is when it was said or, where that is not known, when it was first published. Triggers keep it, so
# that it is right whatever program writes.
TRIGGERS = {
    "statements_day_insert": f"""AFTER INSERT ON statements WHEN new.said IS NOT NULL AND new.day IS NOT new.said
        BEGIN UPDATE statements SET {DAY} = (said, said_earliest, said_latest) WHERE id = new.id; END""",
    "statements_day_said": f"""AFTER UPDATE OF said, said_earliest, said_latest ON statements
        WHEN new.said IS NOT NULL
        BEGIN UPDATE statements SET {DAY} = (said, said_earliest, said_latest) WHERE id = new.id; END""",
    "statements_day_unsaid": f"""AFTER UPDATE OF said ON statements WHEN new.said IS NULL AND old.said IS NOT NULL
        BEGIN UPDATE statements SET {DAY} = ({FIRST_PUBLICATION}) WHERE id = new.id; END""",
    "appearances_day_insert": f"""AFTER INSERT ON appearances
        BEGIN UPDATE statements SET {DAY} = (
            SELECT published, published_earliest, published_latest FROM sources WHERE id = new.source_id)
        WHERE id = new.statement_id AND said IS NULL AND EXISTS (
            SELECT 1 FROM sources WHERE id = new.source_id AND published IS NOT NULL AND (
                day IS NULL OR (published_earliest, published_latest) < (day_earliest, day_latest))); END""",
    "appearances_day_update": f"""AFTER UPDATE OF statement_id, source_id ON appearances
        BEGIN UPDATE statements SET {DAY} = ({FIRST_PUBLICATION})
        WHERE id IN (old.statement_id, new.statement_id) AND said IS NULL; END""",
    "appearances_day_delete": f"""AFTER DELETE ON appearances
        BEGIN UPDATE statements SET {DAY} = ({FIRST_PUBLICATION}) WHERE id = old.statement_id AND said IS NULL; END""",
    "sources_day_update": f"""AFTER UPDATE OF published, published_earliest, published_latest ON sources
        BEGIN UPDATE statements SET {DAY} = ({FIRST_PUBLICATION})
        WHERE said IS NULL AND id IN (SELECT statement_id FROM appearances WHERE source_id = new.id); END""",
}


def upgrade() -> None:
    op.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.CheckConstraint(
            "key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'",
            name=op.f("ck_dossiers_key"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dossiers"),
        sa.UniqueConstraint("key", name="uq_dossiers_key"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("lang", sa.String(length=35), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("date", sa.String(length=100), nullable=True),
        sa.Column("date_earliest", sa.Date(), nullable=True),
        sa.Column("date_latest", sa.Date(), nullable=True),
        sa.Column("date_text", sa.Text(), nullable=True),
        sa.Column("date_note", sa.Text(), nullable=True),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'",
            name=op.f("ck_events_key"),
        ),
        sa.CheckConstraint(
            "length(lang) >= 2 AND ltrim(lang, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') = '' AND lang NOT LIKE '-%'",
            name=op.f("ck_events_lang"),
        ),
        sa.CheckConstraint("trim(title) <> ''", name=op.f("ck_events_title")),
        sa.CheckConstraint(
            "(date IS NULL AND date_earliest IS NULL AND date_latest IS NULL) OR (date IS NOT NULL AND date_earliest IS NOT NULL AND date_latest IS NOT NULL AND date_earliest <= date_latest)",
            name=op.f("ck_events_date"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("key", name="uq_events_key"),
    )
    op.create_index("ix_events_date_earliest_date_latest", "events", ["date_earliest", "date_latest"])
    op.create_index("ix_events_place", "events", ["place"])

    op.create_table(
        "organizations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("wikidata_id", sa.String(length=20), nullable=True),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'",
            name=op.f("ck_organizations_key"),
        ),
        sa.CheckConstraint("trim(name) <> ''", name=op.f("ck_organizations_name")),
        sa.PrimaryKeyConstraint("id", name="pk_organizations"),
        sa.UniqueConstraint("key", name="uq_organizations_key"),
    )
    op.create_index("ix_organizations_name", "organizations", ["name"])
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("wikidata_id", sa.String(length=20), nullable=True),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'",
            name=op.f("ck_people_key"),
        ),
        sa.CheckConstraint("trim(name) <> ''", name=op.f("ck_people_name")),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("key", name="uq_people_key"),
    )
    op.create_index("ix_people_name", "people", ["name"])
    op.create_table(
        "settings",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )
    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'",
            name=op.f("ck_topics_key"),
        ),
        sa.CheckConstraint("trim(name) <> ''", name=op.f("ck_topics_name")),
        sa.PrimaryKeyConstraint("id", name="pk_topics"),
        sa.UniqueConstraint("key", name="uq_topics_key"),
    )
    op.create_table(
        "dossier_records",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("record_type", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name="fk_dossier_records_dossier_id_dossiers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dossier_id", "record_type", "record_id", name="pk_dossier_records"),
    )
    op.create_index("ix_dossier_records_record_type_record_id", "dossier_records", ["record_type", "record_id"])

    op.create_table(
        "event_topics",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name="fk_event_topics_event_id_events", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name="fk_event_topics_topic_id_topics"),
        sa.PrimaryKeyConstraint("event_id", "topic_id", name="pk_event_topics"),
    )
    op.create_index("ix_event_topics_topic_id", "event_topics", ["topic_id"])

    op.create_table(
        "names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=35), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.CheckConstraint("kind IN ('preferred', 'alias', 'as printed')", name=op.f("ck_names_kind")),
        sa.CheckConstraint(
            "length(lang) >= 2 AND ltrim(lang, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') = '' AND lang NOT LIKE '-%'",
            name=op.f("ck_names_lang"),
        ),
        sa.CheckConstraint("trim(text) <> ''", name=op.f("ck_names_text")),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (organization_id IS NULL)", name=op.f("ck_names_person_id_or_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name="fk_names_organization_id_organizations", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_names_person_id_people", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_names"),
        sa.UniqueConstraint("organization_id", "text", "lang", name="uq_names_organization_id_text_lang"),
        sa.UniqueConstraint("person_id", "text", "lang", name="uq_names_person_id_text_lang"),
    )
    op.create_index(
        "uq_names_preferred_organization_id",
        "names",
        ["organization_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'preferred'"),
        postgresql_where=sa.text("kind = 'preferred'"),
    )
    op.create_index(
        "uq_names_preferred_person_id",
        "names",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'preferred'"),
        postgresql_where=sa.text("kind = 'preferred'"),
    )

    op.create_table(
        "participants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("part", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (organization_id IS NULL)",
            name=op.f("ck_participants_person_id_or_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name="fk_participants_event_id_events", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name="fk_participants_organization_id_organizations"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_participants_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_participants"),
    )
    op.create_index("ix_participants_event_id", "participants", ["event_id"])
    op.create_index("ix_participants_organization_id", "participants", ["organization_id"])
    op.create_index("ix_participants_person_id", "participants", ["person_id"])

    op.create_table(
        "roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=35), nullable=False),
        sa.Column("held", sa.String(length=100), nullable=True),
        sa.Column("held_earliest", sa.Date(), nullable=True),
        sa.Column("held_latest", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "length(lang) >= 2 AND ltrim(lang, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') = '' AND lang NOT LIKE '-%'",
            name=op.f("ck_roles_lang"),
        ),
        sa.CheckConstraint("trim(title) <> ''", name=op.f("ck_roles_title")),
        sa.CheckConstraint(
            "(held IS NULL AND held_earliest IS NULL AND held_latest IS NULL) OR (held IS NOT NULL AND held_earliest IS NOT NULL AND held_latest IS NOT NULL AND held_earliest <= held_latest)",
            name=op.f("ck_roles_held"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name="fk_roles_organization_id_organizations"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_roles_person_id_people", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_roles"),
    )
    op.create_index("ix_roles_organization_id", "roles", ["organization_id"])
    op.create_index("ix_roles_person_id", "roles", ["person_id"])

    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=35), nullable=False),
        sa.Column("publisher_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published", sa.String(length=100), nullable=True),
        sa.Column("published_earliest", sa.Date(), nullable=True),
        sa.Column("published_latest", sa.Date(), nullable=True),
        sa.Column("retrieved", sa.String(length=100), nullable=True),
        sa.Column("retrieved_earliest", sa.Date(), nullable=True),
        sa.Column("retrieved_latest", sa.Date(), nullable=True),
        sa.Column("archive_url", sa.Text(), nullable=True),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'",
            name=op.f("ck_sources_key"),
        ),
        sa.CheckConstraint(
            "length(lang) >= 2 AND ltrim(lang, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') = '' AND lang NOT LIKE '-%'",
            name=op.f("ck_sources_lang"),
        ),
        sa.CheckConstraint("trim(title) <> ''", name=op.f("ck_sources_title")),
        sa.CheckConstraint(
            "(published IS NULL AND published_earliest IS NULL AND published_latest IS NULL) OR (published IS NOT NULL AND published_earliest IS NOT NULL AND published_latest IS NOT NULL AND published_earliest <= published_latest)",
            name=op.f("ck_sources_published"),
        ),
        sa.CheckConstraint(
            "(retrieved IS NULL AND retrieved_earliest IS NULL AND retrieved_latest IS NULL) OR (retrieved IS NOT NULL AND retrieved_earliest IS NOT NULL AND retrieved_latest IS NOT NULL AND retrieved_earliest <= retrieved_latest)",
            name=op.f("ck_sources_retrieved"),
        ),
        sa.ForeignKeyConstraint(["publisher_id"], ["organizations.id"], name="fk_sources_publisher_id_organizations"),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("key", name="uq_sources_key"),
    )
    op.create_index(
        "ix_sources_published_earliest_published_latest", "sources", ["published_earliest", "published_latest"]
    )
    op.create_index("ix_sources_publisher_id", "sources", ["publisher_id"])

    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=35), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("said", sa.String(length=100), nullable=True),
        sa.Column("said_earliest", sa.Date(), nullable=True),
        sa.Column("said_latest", sa.Date(), nullable=True),
        sa.Column("day", sa.String(length=100), nullable=True),
        sa.Column("day_earliest", sa.Date(), nullable=True),
        sa.Column("day_latest", sa.Date(), nullable=True),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'",
            name=op.f("ck_statements_key"),
        ),
        sa.CheckConstraint(
            "kind <> 'editorial' OR speaker_id IS NULL", name=op.f("ck_statements_editorial_has_no_speaker")
        ),
        sa.CheckConstraint("kind IN ('direct', 'indirect', 'mixed', 'editorial')", name=op.f("ck_statements_kind")),
        sa.CheckConstraint(
            "length(lang) >= 2 AND ltrim(lang, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') = '' AND lang NOT LIKE '-%'",
            name=op.f("ck_statements_lang"),
        ),
        sa.CheckConstraint("trim(text) <> ''", name=op.f("ck_statements_text")),
        sa.CheckConstraint(
            "(day IS NULL AND day_earliest IS NULL AND day_latest IS NULL) OR (day IS NOT NULL AND day_earliest IS NOT NULL AND day_latest IS NOT NULL AND day_earliest <= day_latest)",
            name=op.f("ck_statements_day"),
        ),
        sa.CheckConstraint(
            "(said IS NULL AND said_earliest IS NULL AND said_latest IS NULL) OR (said IS NOT NULL AND said_earliest IS NOT NULL AND said_latest IS NOT NULL AND said_earliest <= said_latest)",
            name=op.f("ck_statements_said"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name="fk_statements_organization_id_organizations"
        ),
        sa.ForeignKeyConstraint(["speaker_id"], ["people.id"], name="fk_statements_speaker_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
        sa.UniqueConstraint("key", name="uq_statements_key"),
    )
    op.create_index("ix_statements_day_earliest_day_latest", "statements", ["day_earliest", "day_latest"])
    op.create_index(
        "ix_statements_organization_id_day_earliest_day_latest",
        "statements",
        ["organization_id", "day_earliest", "day_latest"],
    )
    op.create_index(
        "ix_statements_speaker_id_day_earliest_day_latest", "statements", ["speaker_id", "day_earliest", "day_latest"]
    )

    op.create_table(
        "appearances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("attribution", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), server_default="", nullable=False),
        sa.Column("suffix", sa.Text(), server_default="", nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.CheckConstraint("trim(exact) <> ''", name=op.f("ck_appearances_exact")),
        sa.CheckConstraint(
            '("start" IS NULL AND "end" IS NULL) OR ("start" IS NOT NULL AND "end" IS NOT NULL AND "start" >= 0 AND "start" < "end")',
            name=op.f("ck_appearances_place"),
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_appearances_source_id_sources"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_appearances_statement_id_statements", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_appearances"),
    )
    op.create_index("ix_appearances_source_id_position_start", "appearances", ["source_id", "position", "start"])
    op.create_index("ix_appearances_statement_id", "appearances", ["statement_id"])

    op.create_table(
        "citations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), server_default="", nullable=False),
        sa.Column("suffix", sa.Text(), server_default="", nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.CheckConstraint("trim(exact) <> ''", name=op.f("ck_citations_exact")),
        sa.CheckConstraint(
            '("start" IS NULL AND "end" IS NULL) OR ("start" IS NOT NULL AND "end" IS NOT NULL AND "start" >= 0 AND "start" < "end")',
            name=op.f("ck_citations_place"),
        ),
        sa.CheckConstraint("(event_id IS NULL) <> (role_id IS NULL)", name=op.f("ck_citations_event_id_or_role_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_citations_event_id_events", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name="fk_citations_role_id_roles", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_citations_source_id_sources"),
        sa.PrimaryKeyConstraint("id", name="pk_citations"),
    )
    op.create_index("ix_citations_event_id", "citations", ["event_id"])
    op.create_index("ix_citations_role_id", "citations", ["role_id"])
    op.create_index("ix_citations_source_id", "citations", ["source_id"])

    op.create_table(
        "mentions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (organization_id IS NULL)", name=op.f("ck_mentions_person_id_or_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name="fk_mentions_organization_id_organizations"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_mentions_person_id_people"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_mentions_statement_id_statements", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_mentions"),
        sa.UniqueConstraint("statement_id", "organization_id", name="uq_mentions_statement_id_organization_id"),
        sa.UniqueConstraint("statement_id", "person_id", name="uq_mentions_statement_id_person_id"),
    )
    op.create_index("ix_mentions_organization_id", "mentions", ["organization_id"])
    op.create_index("ix_mentions_person_id", "mentions", ["person_id"])

    op.create_table(
        "name_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["name_id"], ["names.id"], name="fk_name_keys_name_id_names", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "name_id", name="pk_name_keys"),
    )
    op.create_index("ix_name_keys_name_id", "name_keys", ["name_id"])

    op.create_table(
        "statement_events",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_statement_events_event_id_events"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_statement_events_statement_id_statements", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", "event_id", name="pk_statement_events"),
    )
    op.create_index("ix_statement_events_event_id", "statement_events", ["event_id"])

    op.create_table(
        "statement_topics",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_statement_topics_statement_id_statements", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name="fk_statement_topics_topic_id_topics"),
        sa.PrimaryKeyConstraint("statement_id", "topic_id", name="pk_statement_topics"),
    )
    op.create_index("ix_statement_topics_topic_id", "statement_topics", ["topic_id"])

    op.create_table(
        "translations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.String(length=35), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("translator", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(lang) >= 2 AND ltrim(lang, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-') = '' AND lang NOT LIKE '-%'",
            name=op.f("ck_translations_lang"),
        ),
        sa.CheckConstraint("trim(text) <> ''", name=op.f("ck_translations_text")),
        sa.CheckConstraint("trim(translator) <> ''", name=op.f("ck_translations_translator")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_translations_statement_id_statements", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_translations"),
        sa.UniqueConstraint("statement_id", "lang", "translator", name="uq_translations_statement_id_lang_translator"),
    )
    for name, trigger in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {trigger}")


def downgrade() -> None:
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    for table in (
        "translations",
        "statement_topics",
        "statement_events",
        "name_keys",
        "mentions",
        "citations",
        "appearances",
        "statements",
        "sources",
        "roles",
        "participants",
        "names",
        "event_topics",
        "dossier_records",
        "topics",
        "settings",
        "people",
        "organizations",
        "events",
        "dossiers",
    ):
        op.drop_table(table)
