-- Labels are part of what is declared: hardware.metadata.labels.
create index hardware_labels on hardware using gin ((document -> 'metadata' -> 'labels') jsonb_path_ops);

-- One template for many machines, so many at a time. Whichever server comes first releases what is next (SKIP LOCKED on the batch).
create table workflow_batch (
    id           uuid primary key,
    template     text        not null,
    selector     text        not null,
    max_parallel integer     not null check (max_parallel > 0),
    data         jsonb       not null,
    state        text        not null check (state in ('RUNNING', 'DONE', 'CANCELLED')),
    created_by   text        not null,
    created_at   timestamptz not null,
    ended_at     timestamptz
);
create index workflow_batch_running on workflow_batch (created_at) where state = 'RUNNING';
create index workflow_batch_by_age on workflow_batch (created_at desc, id desc);

create table workflow_batch_item (
    batch_id    uuid    not null references workflow_batch on delete cascade,
    position    integer not null,
    mac         text    not null,
    -- Without a foreign key: a deleted workflow must not come back into the queue.
    workflow_id uuid,
    -- Why none could be made.
    problem     text,
    primary key (batch_id, position)
);
create index workflow_batch_item_queued on workflow_batch_item (batch_id, position) where workflow_id is null and problem is null;
