-- Who is told of events over HTTP, and how far. A claim is a lease: the server that has it sends, the others pass over.
create table webhook (
    id            uuid primary key,
    url           text        not null,
    kinds         text[]      not null,
    selector      text        not null,
    sealed_secret bytea       not null,
    state         text        not null check (state in ('ACTIVE', 'DEAD')),
    -- The last event that was taken, or is known not to be wanted.
    cursor        text        not null,
    failures      integer     not null,
    next_at       timestamptz not null,
    claimed_until timestamptz,
    problem       text        not null,
    created_by    text        not null,
    created_at    timestamptz not null,
    delivered_at  timestamptz
);
create index webhook_due on webhook (next_at) where state = 'ACTIVE';
