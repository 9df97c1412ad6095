-- Recipes, as they were written; the name is the one the YAML gives.
create table template (
    id         uuid primary key,
    name       text not null unique check (name ~ '^[a-zA-Z0-9_.-]+$'),
    content    text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version    bigint not null
);

-- The flight recorder, one partition a day, made ahead and dropped by the server (kindling.tink.timeline.retention).
-- A sequence, not an identity column: those are refused on partitioned tables before PostgreSQL 17.
create sequence event_id;
create table event (
    -- With id the order for readers: everything below pg_snapshot_xmin is there for good, so nothing can appear before a cursor.
    transaction xid8 not null default pg_current_xact_id(),
    id          bigint not null default nextval('event_id'),
    -- The database's clock decides the partition; "at" may be old when it comes from a spool.
    recorded_at timestamptz not null default now(),
    at          timestamptz not null,
    mac         text,
    source      text not null,
    kind        text not null,
    severity    text not null,
    facts       jsonb not null,
    workflow_id uuid,
    boot_id     uuid
) partition by range (recorded_at);
-- The whole timeline from a cursor on.
create index event_order on event (transaction, id);
-- One machine's timeline, forwards and backwards.
create index event_mac on event (mac, transaction, id) where mac is not null;
-- One workflow's.
create index event_workflow on event (workflow_id, transaction, id) where workflow_id is not null;

-- How much of each spool of boots or hegel is stored.
create table event_spool (
    spool        text primary key,
    acknowledged bigint not null,
    updated_at   timestamptz not null
);
