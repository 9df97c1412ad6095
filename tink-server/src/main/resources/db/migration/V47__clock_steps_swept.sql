-- When a server last looked at the deadlines, by its clock: one that stood still sees that another went on, and moves nothing.
alter table clock_step add column swept_at timestamptz not null default 'epoch';
