package dev.kindling.provisioner.client;

import dev.kindling.provisioner.suite.Endpoints;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Option;

/** Which Kindling a verb speaks to: the options, else {@code ~/.config/kindling}, else a data directory. */
public final class Connection {

    @Option(names = "--url", description = "Kindling's address, e.g. http://192.168.1.2:42114")
    private String url;

    @Option(names = "--token", description = "bearer token (or the variable KINDLING_TOKEN)")
    private String token;

    @Option(
            names = "--ca",
            description =
                    "PEM file of the authority an https address must have (or the variable KINDLING_CA; default: pki/ca.pem of the data directory)")
    private Path ca;

    @Option(names = "--data", description = "data directory of a Kindling on this machine (default: ${DEFAULT-VALUE})")
    private Path data = Endpoints.defaultDataDirectory();

    /** Opens it. */
    public Api open() {
        Properties settings = settings();
        String address = first(url, System.getenv("KINDLING_URL"), settings.getProperty("url"))
                .or(() -> Endpoints.read(data).map(Endpoints::rest))
                .orElseThrow(() -> new ApiException.Unconfigured("no Kindling is known: there is none running in "
                        + data + "; start './kindling up', or give --url and --token, or write both to " + file()));
        String secret = first(token, System.getenv("KINDLING_TOKEN"), settings.getProperty("token"))
                .or(this::adminToken)
                .orElseThrow(
                        () -> new ApiException.Unconfigured("no token: give --token, or write token=... to " + file()));
        return new Api(URI.create(address), secret, address.startsWith("https:") ? tls(settings) : Optional.empty());
    }

    /** Without any file the authorities of this Java are believed, for a certificate of a public one. */
    private Optional<SSLContext> tls(Properties settings) {
        Path own = data.resolve("pki").resolve("ca.pem");
        return first(ca == null ? null : ca.toString(), System.getenv("KINDLING_CA"), settings.getProperty("ca"))
                .map(Path::of)
                .or(() -> Optional.of(own).filter(Files::exists))
                .map(PinnedAuthority::of);
    }

    private static Optional<String> first(String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null && !candidate.isBlank()) {
                return Optional.of(candidate.strip());
            }
        }
        return Optional.empty();
    }

    private Optional<String> adminToken() {
        try {
            return Optional.of(Files.readString(data.resolve("admin-token")).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path file() {
        return Path.of(System.getProperty("user.home"), ".config", "kindling", "client.properties");
    }

    private static Properties settings() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file())) {
            properties.load(reader);
        } catch (IOException e) {
            // Most people have none.
            properties.clear();
        }
        return properties;
    }
}
