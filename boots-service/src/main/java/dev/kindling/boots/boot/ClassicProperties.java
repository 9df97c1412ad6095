package dev.kindling.boots.boot;

import dev.kindling.contract.MacAddress;
import dev.kindling.contract.Redaction;
import java.util.StringJoiner;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The words that workflow-helper and OSIE of Tinkerbell 0.5 and 0.6 read from the kernel command line; an empty one is
 * left out.
 *
 * @param enabled whether {@code cmdline.txt} carries them; an iPXE script carries those that are set in any case
 * @param dockerRegistry HOST[:PORT] from which the worker pulls its images
 * @param grpcAuthority HOST:PORT of the Tinkerbell-compatible gRPC listener
 * @param grpcCertUrl URL of its certificate
 * @param packetBaseUrl URL of what OSIE loads
 * @param registryUsername for the registry
 * @param registryPassword in clear for everybody on the boot LAN, so it is there only when set here
 * @param facility code of the place, in scripts; empty: {@code onprem}
 * @param syslogHost address of the syslog server; empty: this service
 */
@ConfigurationProperties("kindling.boots.classic")
public record ClassicProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("") String dockerRegistry,
        @DefaultValue("") String grpcAuthority,
        @DefaultValue("") String grpcCertUrl,
        @DefaultValue("") String packetBaseUrl,
        @DefaultValue("") String registryUsername,
        @DefaultValue("") String registryPassword,
        @DefaultValue("") String facility,
        @DefaultValue("") String syslogHost) {

    /** None of them. */
    static final ClassicProperties NONE = new ClassicProperties(false, "", "", "", "", "", "", "", "");

    public ClassicProperties {
        if (!registryPassword.isEmpty()) {
            LoggerFactory.getLogger(ClassicProperties.class)
                    .atWarn()
                    .addKeyValue("property", "kindling.boots.classic.registry-password")
                    .addKeyValue("risk", "everybody on the boot network can read it")
                    .addKeyValue("instead", "a registry that allows anonymous pulls from this network")
                    .log("classic.password-in-clear");
        }
    }

    /** @param workerId how the worker names itself: the id of the hardware */
    public String words(String workerId, MacAddress mac) {
        StringJoiner words = new StringJoiner(" ");
        add(words, "docker_registry", dockerRegistry);
        add(words, "grpc_authority", grpcAuthority);
        add(words, "grpc_cert_url", grpcCertUrl);
        add(words, "packet_base_url", packetBaseUrl);
        add(words, "registry_username", registryUsername);
        add(words, "registry_password", registryPassword);
        add(words, "worker_id", workerId);
        add(words, "instance_id", workerId);
        add(words, "packet_bootdev_mac", mac.text());
        add(words, "packet_action", "workflow");
        return words.toString();
    }

    private static void add(StringJoiner words, String key, String value) {
        if (!value.isEmpty()) {
            words.add(key + "=" + value);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ClassicProperties[enabled=" + enabled + ", grpcAuthority=" + grpcAuthority + ", dockerRegistry="
                + dockerRegistry + "]";
    }

    /** A command line as it may be shown to whoever may read: everybody on the boot LAN sees more, but not everybody else. */
    public static String withoutPassword(String commandLine) {
        return commandLine.replaceAll("registry_password=\\S+", "registry_password=" + Redaction.MARK);
    }
}
