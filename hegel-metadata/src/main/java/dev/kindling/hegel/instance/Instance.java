package dev.kindling.hegel.instance;

import dev.kindling.contract.MacAddress;
import dev.kindling.contract.SessionSecret;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One network interface of a declared machine, with everything its document says.
 *
 * @param mac the key
 * @param hardwareId id of the hardware document
 * @param hostname empty when the document gives none
 * @param address dotted quad; empty when the document gives none
 * @param interfaceName name the system gives the interface; empty when the document gives none
 * @param document the hardware document, Tinkerbell's JSON; never changed
 * @param session the agent's session; empty before enrolment
 */
public record Instance(
        MacAddress mac,
        String hardwareId,
        String hostname,
        String address,
        String interfaceName,
        JsonNode document,
        Optional<Session> session) {

    public Instance {
        Objects.requireNonNull(mac, "mac");
        Objects.requireNonNull(document, "document");
    }

    /**
     * By what an agent is known.
     *
     * @param secretSha256 SHA-256 of the session's secret
     * @param expiry the last moment it is good
     */
    public record Session(byte[] secretSha256, Instant expiry) {

        public Session {
            secretSha256 = secretSha256.clone();
        }

        @Override
        public byte[] secretSha256() {
            return secretSha256.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Session that
                    && MessageDigest.isEqual(secretSha256, that.secretSha256)
                    && expiry.equals(that.expiry);
        }

        @Override
        public int hashCode() {
            return expiry.hashCode();
        }

        @Override
        public String toString() {
            return "Session[expiry=" + expiry + "]";
        }
    }

    /** Whether this is the session of the machine, now. Takes the same time for every wrong secret. */
    public boolean isKnownBy(SessionSecret secret, Instant now) {
        return session.isPresent()
                && MessageDigest.isEqual(session.get().secretSha256, secret.sha256())
                && !now.isAfter(session.get().expiry);
    }

    /** Without the document: user data may hold what a log must not. */
    @Override
    public String toString() {
        return "Instance[mac=" + mac + ", hostname=" + hostname + ", address=" + address + "]";
    }
}
