-- What a person declares, exactly as declared (Tinkerbell's document).
create table hardware (
    id         uuid primary key,
    version    bigint not null,
    document   jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- What was declared or seen, one row per MAC. A row is never deleted: without hardware it is a tombstone or a discovery.
create table machine (
    mac                 text primary key check (mac ~ '^([0-9a-f]{2}:){5}[0-9a-f]{2}$'),
    hardware_id         uuid references hardware (id),
    interface_index     integer,
    address             text,
    boot_mode           text not null default 'NETBOOT' check (boot_mode in ('NETBOOT', 'LOCAL')),
    session_sha256      bytea,
    session_boot_id     uuid,
    session_expires_at  timestamptz,
    board_model         text not null default '',
    board_revision      text not null default '',
    board_serial        text not null default '',
    client_architecture text not null default '',
    vendor_class        text not null default '',
    inventory           jsonb,
    first_seen_at       timestamptz,
    last_seen_at        timestamptz,
    -- Directory revision of the last change a replica must know; 0 for a machine that never was in the directory.
    revision            bigint not null default 0,
    check ((hardware_id is null) = (interface_index is null))
);
-- Two machines with one address would take each other's leases.
create unique index machine_address on machine (address) where address is not null;
-- A session belongs to one machine.
create unique index machine_session on machine (session_sha256) where session_sha256 is not null;
-- Watch reads what came after a revision.
create index machine_revision on machine (revision);
create index machine_hardware on machine (hardware_id);

-- One row. Bumped in the transaction of the change; its lock makes revisions come out in commit order.
create table directory_state (
    id               smallint primary key check (id = 1),
    epoch            uuid not null,
    revision         bigint not null,
    sealed_nonce_key bytea
);
insert into directory_state (id, epoch, revision) values (1, gen_random_uuid(), 0);

-- How far each connected replica has come, so that any server can wait for it.
create table directory_replica (
    replica  text primary key,
    role     text not null check (role in ('BOOTS', 'HEGEL')),
    watch    uuid not null,
    applied  bigint not null,
    seen_at  timestamptz not null
);

-- Bearer tokens of people and scripts, hashed.
create table token (
    id         uuid primary key,
    name       text not null,
    role       text not null check (role in ('VIEWER', 'OPERATOR', 'ADMIN')),
    sha256     bytea not null unique,
    created_at timestamptz not null,
    expires_at timestamptz
);

-- Who changed what; before and after are redacted before they come here.
create table audit (
    id      bigint generated always as identity primary key,
    at      timestamptz not null,
    actor   text not null,
    action  text not null,
    subject text not null,
    before  jsonb,
    after   jsonb
);

-- Values are sealed with the master key; exactly one of machines and cluster names who may read.
create table secret (
    name       text primary key,
    sealed     bytea not null,
    machines   text[],
    cluster    text,
    updated_at timestamptz not null,
    check ((machines is null) <> (cluster is null))
);

-- Kindling's own certificate authority, one row; the private key is sealed with the master key.
create table authority (
    id          smallint primary key check (id = 1),
    certificate text not null,
    sealed_key  bytea not null
);
