-- Every verdict asks for the newest one, and mostly there is none: without this index it would read all that is kept.
create index event_other_server on event (transaction, id) where kind = 'dhcp.other-server';
