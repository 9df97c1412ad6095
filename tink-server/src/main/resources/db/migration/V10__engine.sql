-- A workflow may try again what another one ended with; logs go when they are old; agents' streams are counted.

alter table workflow add column retry_of uuid;

-- Written by SQL only: when its logs were thrown away.
alter table workflow add column logs_dropped_at timestamptz;
create index workflow_logs on workflow (ended_at) where ended_at is not null and logs_dropped_at is null;

-- Which of two streams of one machine is the newer; no clock of any replica can be wrong about it.
create sequence agent_stream;
