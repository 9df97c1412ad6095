package dev.kindling.tink.authority;

import dev.kindling.tink.site.DataDirectory;
import dev.kindling.tink.site.SiteProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Writes {@code <data>/pki}: the authority's certificate and the key pairs of boots and hegel.
 *
 * <p>A pair that is still good stays, so that a restart does not break the services that hold it. The certificate is
 * written last: who waits for it finds the key beside it.
 */
@Component
class ServiceIdentities implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ServiceIdentities.class);
    private static final List<String> SERVICES = List.of("boots", "hegel");
    private static final Duration LEAST_LIFE = Duration.ofDays(365);

    private final CertificateAuthority authority;
    private final DataDirectory data;
    private final SiteProperties site;
    private final Clock clock;
    private boolean running;

    ServiceIdentities(CertificateAuthority authority, DataDirectory data, SiteProperties site, Clock clock) {
        this.authority = authority;
        this.data = data;
        this.site = site;
        this.clock = clock;
    }

    @Override
    public void start() {
        data.writePublicly("pki/ca.pem", ascii(authority.pem()));
        SERVICES.stream().filter(service -> !isGood(service)).forEach(this::issue);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }

    private void issue(String service) {
        Issued issued = authority.issue(service, site.names());
        try {
            Files.deleteIfExists(data.resolve("pki/" + service + ".pem"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        data.writePrivately("pki/" + service + ".key", ascii(Pem.of(issued.key())));
        data.writePublicly("pki/" + service + ".pem", ascii(Pem.of(issued.certificate()) + authority.pem()));
        log.atInfo()
                .addKeyValue("service", service)
                .addKeyValue("names", site.names())
                .log("authority.issued");
    }

    private boolean isGood(String service) {
        Path pem = data.resolve("pki/" + service + ".pem");
        try {
            X509Certificate certificate = Pem.certificate(Files.readString(pem));
            certificate.verify(authority.authority().certificate().getPublicKey());
            boolean lasts =
                    certificate.getNotAfter().after(Date.from(clock.instant().plus(LEAST_LIFE)));
            return lasts
                    && Files.exists(data.resolve("pki/" + service + ".key"))
                    && names(certificate).equals(new TreeSet<>(site.names()));
        } catch (IOException | GeneralSecurityException e) {
            log.atDebug()
                    .addKeyValue("service", service)
                    .addKeyValue("reason", e.getMessage())
                    .log("authority.no-pair");
            return false;
        }
    }

    private static TreeSet<String> names(X509Certificate certificate) throws GeneralSecurityException {
        TreeSet<String> names = new TreeSet<>();
        Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
                .flatMap(Collection::stream)
                .forEach(name -> names.add(String.valueOf(name.get(1))));
        return names;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
