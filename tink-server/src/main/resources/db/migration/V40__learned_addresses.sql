-- Behind another DHCP server: the address a board was heard to use last.
alter table machine add column seen_address text;
create unique index machine_seen_address on machine (seen_address) where seen_address is not null;

-- Every address of one boot: the nonce is bound to the first, kernel and system may be given others.
create table boot_address (
    boot_id uuid not null,
    mac     text not null,
    address text not null,
    seen_at timestamptz not null,
    primary key (boot_id, address)
);
create index boot_address_seen_at on boot_address (seen_at);
