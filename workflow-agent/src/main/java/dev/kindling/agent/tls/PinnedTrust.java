package dev.kindling.agent.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a server whose chain leads to the one authority with the pinned key. The server must send that authority's
 * certificate along. Signatures, validity, usage and host name are then checked by the JDK as with any authority.
 */
public final class PinnedTrust extends ServerTrust {

    private static final String PREFIX = "sha256:";

    private final byte[] pin;
    private final Instant notBefore;
    private final Clock clock;

    /**
     * @param pin {@code sha256:} and 64 hex digits: SHA-256 of the authority's SubjectPublicKeyInfo
     * @param notBefore the provisioner's clock when this boot began; a board's own clock may be years behind it
     */
    public PinnedTrust(String pin, Instant notBefore, Clock clock) {
        this.pin = parse(pin);
        this.notBefore = notBefore;
        this.clock = clock;
    }

    private static byte[] parse(String pin) {
        if (!pin.toLowerCase(Locale.ROOT).matches(PREFIX + "[0-9a-f]{64}")) {
            throw new IllegalArgumentException("kindling.ca '" + pin + "' is not sha256: and 64 hex digits");
        }
        return HexFormat.of().parseHex(pin.toLowerCase(Locale.ROOT).substring(PREFIX.length()));
    }

    @Override
    X509ExtendedTrustManager judge(X509Certificate[] chain) throws CertificateException {
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                    Set.of(new TrustAnchor(authorityIn(chain), null)), new X509CertSelector());
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now()));
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw e instanceof CertificateException certificate ? certificate : new CertificateException(e);
        }
    }

    private X509Certificate authorityIn(X509Certificate[] chain) throws CertificateException, GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        for (X509Certificate certificate : chain) {
            boolean pinned = MessageDigest.isEqual(
                    pin, sha256.digest(certificate.getPublicKey().getEncoded()));
            if (pinned && certificate.getBasicConstraints() >= 0) {
                certificate.checkValidity(Date.from(now()));
                return certificate;
            }
        }
        throw new CertificateException(
                "none of the " + chain.length + " certificates of the server is the authority with key "
                        + PREFIX + HexFormat.of().formatHex(pin)
                        + " that the kernel command line names; is this the right server, and does it send its authority's certificate?");
    }

    private Instant now() {
        Instant local = clock.instant();
        return local.isBefore(notBefore) ? notBefore : local;
    }
}
