package dev.kindling.tink.authority;

import dev.kindling.tink.site.SiteProperties;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.stereotype.Component;

/**
 * The SSL bundle "kindling": a fresh server certificate at each start, trusting clients of our own authority.
 *
 * <p>The chain carries the authority itself, since a board knows only the hash of its key and must see the key to compare.
 */
@Component
class ServerCertificate implements SslBundleRegistrar {

    private static final char[] NO_PASSWORD = new char[0];

    private final CertificateAuthority authority;
    private final SiteProperties site;

    ServerCertificate(CertificateAuthority authority, SiteProperties site) {
        this.authority = authority;
        this.site = site;
    }

    @Override
    public void registerBundles(SslBundleRegistry registry) {
        Issued server = authority.issue("tink-server", site.names());
        Certificate own = authority.authority().certificate();
        try {
            KeyStore keys = empty();
            keys.setKeyEntry("server", server.key(), NO_PASSWORD, new Certificate[] {server.certificate(), own});
            KeyStore trusted = empty();
            trusted.setCertificateEntry("authority", own);
            registry.registerBundle("kindling", SslBundle.of(SslStoreBundle.of(keys, "", trusted)));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the server certificate cannot be used", e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
