package dev.kindling.hegel.instance.grpc;

import dev.kindling.contract.MacAddress;
import dev.kindling.hegel.instance.Instance;
import dev.kindling.proto.directory.v1.Machine;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From the directory's message to what hegel needs of it. */
final class InstanceMessages {

    private static final JsonMapper JSON = JsonMapper.shared();

    private InstanceMessages() {}

    /** @throws IllegalArgumentException when the document is no JSON object */
    static Instance instance(Machine machine) {
        return new Instance(
                MacAddress.parse(machine.getMac()),
                machine.getHardwareId(),
                machine.getHostname(),
                machine.getSeenAddress().isEmpty() ? machine.getAddress() : machine.getSeenAddress(),
                machine.getInterfaceName(),
                document(machine),
                machine.hasSession() ? Optional.of(session(machine)) : Optional.empty());
    }

    private static JsonNode document(Machine machine) {
        if (machine.getDocument().isEmpty()) {
            return JSON.createObjectNode();
        }
        try {
            JsonNode document = JSON.readTree(machine.getDocument());
            if (document.isObject()) {
                return document;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the hardware document of " + machine.getMac() + " is no JSON", e);
        }
        throw new IllegalArgumentException("the hardware document of " + machine.getMac() + " is no JSON object");
    }

    private static Instance.Session session(Machine machine) {
        return new Instance.Session(
                machine.getSession().getSecretSha256().toByteArray(),
                Instant.ofEpochSecond(
                        machine.getSession().getExpiresAt().getSeconds(),
                        machine.getSession().getExpiresAt().getNanos()));
    }
}
