package dev.kindling.provisioner.acceptance;

/** Four actions that write on their board that they begin and end: two of class once, one that fails at first. */
final class ChaosTemplate {

    private static final String TEXT = """
            version: "0.1"
            name: chaos
            global_timeout: 7200
            after: netboot
            tasks:
              - name: only
                worker: "{{.device_1}}"
                actions:
                  - {name: burn, image: kindling/exec, class: once, timeout: 600, environment: {CMD_LINE: 'ACT DONE'}}
                  - {name: write, image: kindling/exec, class: idempotent, timeout: 600, environment: {CMD_LINE: 'ACT DONE'}}
                  - name: flaky
                    image: kindling/exec
                    class: idempotent
                    timeout: 600
                    retries: 2
                    environment:
                      CMD_LINE: 'ACT if [ ! -e "flaky-$KINDLING_WORKFLOW" ]; then touch "flaky-$KINDLING_WORKFLOW"; exit 9; fi; DONE'
                  - {name: seal, image: kindling/exec, class: once, timeout: 600, environment: {CMD_LINE: 'ACT DONE'}}
            """;
    private static final String ACT =
            "echo \"begin $KINDLING_WORKFLOW $KINDLING_ACTION $KINDLING_ATTEMPT\" >> judge; sleep SECONDS;";
    private static final String DONE = " echo \"end $KINDLING_WORKFLOW $KINDLING_ACTION $KINDLING_ATTEMPT\" >> judge";

    private ChaosTemplate() {}

    /** @param seconds that each action takes */
    static String of(int seconds) {
        return TEXT.replace("ACT", ACT).replace("DONE", DONE).replace("SECONDS", Integer.toString(seconds));
    }
}
