-- The boot whose agent was told last to reboot to the board's own disk: told again whenever that agent asks again, for an
-- order can be lost with the stream that carried it.
alter table workflow_worker add column reboot_told_boot uuid;
