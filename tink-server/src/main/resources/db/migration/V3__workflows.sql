-- Workflows, their actions and workers, agents' leases, logs and enrolments. Machines are named by MAC, on purpose without a
-- foreign key: a run keeps its history when its hardware is deleted.

create table workflow (
    id                 uuid primary key,
    version            bigint      not null,
    moves              bigint      not null,
    name               text        not null,
    template           text        not null,
    state              text        not null,
    reason             text        not null,
    after_run          text        not null,
    global_timeout_ms  bigint      not null,
    created_at         timestamptz not null,
    started_at         timestamptz,
    ended_at           timestamptz,
    deadline_at        timestamptz,
    settle_deadline_at timestamptz
);
create index workflow_by_age on workflow (created_at desc, id desc);
create index workflow_pending on workflow (created_at, id) where state = 'PENDING';
create index workflow_deadline on workflow (deadline_at) where deadline_at is not null;
create index workflow_settle_deadline on workflow (settle_deadline_at) where settle_deadline_at is not null;

create table workflow_worker (
    id             uuid primary key,
    workflow_id    uuid    not null references workflow on delete cascade,
    mac            text    not null,
    active         boolean not null,
    awaiting_local boolean not null,
    -- Directory revision of "boot your own disk"; null before.
    boot_revision  bigint,
    -- The boot whose last word was Rebooting.
    rebooting_boot uuid,
    -- Written by SQL only: when the agent of a later boot was sent to its own disk.
    reboot_told_at timestamptz,
    unique (workflow_id, mac)
);
-- A machine belongs to one running workflow at most.
create unique index workflow_worker_one_active on workflow_worker (mac) where active;
create index workflow_worker_by_mac on workflow_worker (mac);

create table workflow_action (
    id              uuid primary key,
    workflow_id     uuid    not null references workflow on delete cascade,
    position        integer not null,
    plan            jsonb   not null,
    worker          text    not null,
    state           text    not null,
    attempt         integer not null,
    sequence        bigint  not null,
    failures        integer not null,
    message         text    not null,
    started_at      timestamptz,
    ended_at        timestamptz,
    deadline_at     timestamptz,
    boot_id         uuid,
    stopped_attempt integer,
    stopped_at      timestamptz,
    stop_reason     text,
    -- Written by SQL only: they change too often for the aggregate's version.
    progress_done   bigint  not null default 0,
    progress_total  bigint  not null default 0,
    progress_unit   text    not null default '',
    unique (workflow_id, position)
);
create index workflow_action_deadline on workflow_action (deadline_at) where deadline_at is not null;
create index workflow_action_stopped on workflow_action (worker, stopped_at) where stopped_attempt is not null;

create table action_log (
    workflow_id uuid    not null,
    position    integer not null,
    attempt     integer not null,
    log_offset  bigint  not null,
    data        bytea   not null,
    primary key (workflow_id, position, attempt, log_offset),
    foreign key (workflow_id, position) references workflow_action (workflow_id, position) on delete cascade
);

-- Who is alive: one row per machine whose agent ever called.
create table agent_lease (
    mac         text primary key,
    lease_until timestamptz not null,
    silent      boolean     not null
);
create index agent_lease_live on agent_lease (lease_until) where not silent;

-- Burnt boots: a boot enrols once.
create table enrolment (
    boot_id        uuid primary key,
    mac            text        not null,
    address        text        not null,
    session_sha256 bytea       not null,
    enrolled_at    timestamptz not null,
    expires_at     timestamptz not null
);
create index enrolment_by_age on enrolment (enrolled_at);
