package dev.kindling.tink.tinkerbell.classic.web;

import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.util.Base64;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/**
 * What {@code /cert} says: the server's certificate and the authority's, as Tinkerbell's bundle.pem had them. A client puts both into
 * its roots, so it goes on trusting when a restart brings another server certificate of the same authority.
 */
@Component
class TrustBundle {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final SslBundles bundles;

    TrustBundle(SslBundles bundles) {
        this.bundles = bundles;
    }

    String pem() {
        SslBundle bundle = bundles.getBundle("kindling");
        try {
            StringBuilder pem = new StringBuilder();
            for (Certificate each : bundle.getStores().getKeyStore().getCertificateChain("server")) {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(LINES.encodeToString(each.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
            return pem.toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the server's certificate cannot be shown", e);
        }
    }
}
