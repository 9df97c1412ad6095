package dev.kindling.tink.tinkerbell;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The compatibility listener.
 *
 * @param enabled false: nothing of it is there
 * @param address of both ports
 * @param dataVersions how many versions of a workflow's data keep their content; Tinkerbell's MAX_WORKFLOW_DATA_VERSIONS
 */
@ConfigurationProperties("kindling.tink.tinkerbell")
public record TinkerbellProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("0.0.0.0") String address,
        @DefaultValue("3") int dataVersions,
        @DefaultValue Grpc grpc,
        @DefaultValue Http http) {

    /** No second port. */
    public static final int NONE = -1;

    /**
     * The gRPC ports.
     *
     * @param tls with a certificate of Kindling's authority; false: plaintext, for clients with TINKERBELL_TLS=false
     * @param plaintextPort a second, plaintext port beside a TLS one; -1: none
     */
    public record Grpc(
            @DefaultValue("42123") int port,
            @DefaultValue("true") boolean tls,
            @DefaultValue("-1") int plaintextPort) {}

    /**
     * The HTTP port: the way to trust ({@code /cert}) and the REST paths of v0.6.
     *
     * @param username of basic authentication; with an empty password: none is asked
     * @param password may be any text; never logged
     */
    public record Http(
            @DefaultValue("42124") int port,
            @DefaultValue("") String username,
            @DefaultValue("") String password) {

        /** Without the password. */
        @Override
        public String toString() {
            return "Http[port=" + port + ", username=" + username + "]";
        }
    }
}
