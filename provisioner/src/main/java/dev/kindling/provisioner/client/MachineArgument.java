package dev.kindling.provisioner.client;

import picocli.CommandLine.Parameters;

/** Which machine a verb is about. */
final class MachineArgument {

    @Parameters(paramLabel = "MACHINE", description = "MAC address or host name")
    private String machine;

    /** Its MAC address; the server knows host names. */
    String mac(Api api) {
        if (machine.indexOf(':') >= 0) {
            return machine;
        }
        return api.get("machines/" + UrlText.of(machine)).path("mac").asString();
    }
}
