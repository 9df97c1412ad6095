-- What Tinkerbell's clients know and Kindling's own do not.

-- What the worker of a machine calls itself: it runs only actions that name it letter for letter.
create table tinkerbell_worker (
    mac       text primary key,
    worker_id text        not null,
    seen_at   timestamptz not null
);

-- A workflow as it was asked for at the compatibility listener: these two texts are shown again.
create table tinkerbell_request (
    workflow_id uuid primary key references workflow on delete cascade,
    template    text not null,
    hardware    text not null
);

-- "Ephemeral" data of a workflow: one JSON document, versions from 1; old ones keep their number and lose their content.
create table tinkerbell_data (
    workflow_id uuid        not null references workflow on delete cascade,
    version     integer     not null,
    metadata    bytea,
    data        bytea,
    stored_at   timestamptz not null,
    primary key (workflow_id, version)
);
