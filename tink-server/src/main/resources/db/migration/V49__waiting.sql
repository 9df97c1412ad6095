-- Whether its workflow has yet to begin: what waits for a machine is found without reading all that it ever ran. True by default: a row of
-- an older program is still looked at, and the state of its workflow decides.
alter table workflow_worker add waiting boolean not null default true;
update workflow_worker k set waiting = false from workflow w where w.id = k.workflow_id and w.state <> 'PENDING';
create index workflow_worker_waiting on workflow_worker (mac) where waiting;
