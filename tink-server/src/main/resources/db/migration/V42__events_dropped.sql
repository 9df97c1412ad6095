-- One row: up to which transaction events have been thrown away because of their age, so that a reader who comes back late is told.
create table event_dropped (
    id    smallint primary key check (id = 1),
    up_to xid8 not null
);
insert into event_dropped (id, up_to) values (1, '0');
