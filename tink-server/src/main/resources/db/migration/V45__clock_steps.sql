-- How often the deadlines were moved because the clock had jumped ahead; each server that sees a jump tries to be the one that counts it.
create table clock_step (
    generation bigint not null
);
insert into clock_step (generation) values (0);
