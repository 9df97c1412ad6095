-- What every event asks of each action of its workflow, so that no plan is sent and parsed for it. Generated: a server of the version
-- before, which may still run beside this one, writes plans only.
alter table workflow_action
    add name         text    generated always as (plan ->> 'name') stored,
    add action_class text    generated always as (plan ->> 'actionClass') stored,
    add condition    boolean generated always as (cast(plan ->> 'condition' as boolean)) stored,
    add retries      integer generated always as (cast(plan ->> 'retries' as integer)) stored,
    -- As ISO 8601 writes durations.
    add timeout      text    generated always as (plan ->> 'timeout') stored,
    add reacts       boolean generated always as (
        coalesce(jsonb_array_length(plan -> 'onFailure'), 0) + coalesce(jsonb_array_length(plan -> 'onTimeout'), 0) > 0) stored;
