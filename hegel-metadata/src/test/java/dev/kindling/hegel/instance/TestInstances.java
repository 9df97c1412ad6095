package dev.kindling.hegel.instance;

import dev.kindling.contract.MacAddress;
import dev.kindling.contract.SessionSecret;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Machines as their documents declare them. */
public final class TestInstances {

    private TestInstances() {}

    /** @param last last byte of MAC and address */
    public static Instance instance(int last, String hostname, String metadata) {
        return new Instance(
                MacAddress.parse("dc:a6:32:42:00:%02x".formatted(last)),
                "5f3c9d52-4200-4000-8000-0000000000%02x".formatted(last),
                hostname,
                "192.168.42." + last,
                "eth0",
                JsonMapper.shared().readTree("{\"id\":\"document-" + last + "\",\"metadata\":" + metadata + "}"),
                Optional.empty());
    }

    public static Instance enrolled(Instance instance, SessionSecret session, Instant expiry) {
        return new Instance(
                instance.mac(),
                instance.hardwareId(),
                instance.hostname(),
                instance.address(),
                instance.interfaceName(),
                instance.document(),
                Optional.of(new Instance.Session(session.sha256(), expiry)));
    }
}
