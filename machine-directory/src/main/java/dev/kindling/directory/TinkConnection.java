package dev.kindling.directory;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * How a service reaches tink-server, and who it is there.
 *
 * @param prefix of the properties this was read from
 * @param target {@code HOST:PORT} (mutual TLS) or {@code in-process:NAME}
 * @param certificate PEM of this service's certificate and its authority's
 * @param key PEM of its private key, PKCS 8
 * @param ca PEM of Kindling's CA
 * @param deadline how long a first start waits for these files, which tink-server writes
 */
public record TinkConnection(String prefix, String target, Path certificate, Path key, Path ca, Duration deadline) {

    private static final String IN_PROCESS = "in-process:";

    /** As it is configured; a path that is not named is where tink-server puts the file. */
    record Configured(
            @DefaultValue("127.0.0.1:42113") String target,
            Path certificate,
            Path key,
            Path ca,
            @DefaultValue("2m") Duration deadline) {}

    /**
     * From {@code kindling.SERVICE.tink}.
     *
     * @param service {@code boots} or {@code hegel}
     * @param data the data directory, with the files of a service in {@code pki/}
     */
    public static TinkConnection read(Environment environment, String service, Path data) {
        String prefix = "kindling." + service + ".tink";
        Configured said = Binder.get(environment).bindOrCreate(prefix, Configured.class);
        Path pki = data.resolve("pki");
        return new TinkConnection(
                prefix,
                said.target,
                said.certificate == null ? pki.resolve(service + ".pem") : said.certificate,
                said.key == null ? pki.resolve(service + ".key") : said.key,
                said.ca == null ? pki.resolve("ca.pem") : said.ca,
                said.deadline);
    }

    boolean isInProcess() {
        return target.startsWith(IN_PROCESS);
    }

    String inProcessName() {
        return target.substring(IN_PROCESS.length());
    }
}
