package dev.kindling.hegel.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hegel's certificate and key from PEM files, which tink-server may still be about to write. */
final class TlsIdentity {

    private static final Logger log = LoggerFactory.getLogger(TlsIdentity.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Path certificate;
    private final Path key;
    private final Duration deadline;

    /**
     * @param certificate hegel's own, followed by its authority's: an agent knows the authority by its pin only
     * @param key PKCS 8
     */
    TlsIdentity(Path certificate, Path key, Duration deadline) {
        this.certificate = certificate;
        this.key = key;
        this.deadline = deadline;
    }

    /**
     * Returns when both files are there and good.
     *
     * @throws IllegalStateException when the deadline passes first, saying what was missing
     */
    SslContextFactory.Server await() {
        long end = System.nanoTime() + deadline.toNanos();
        String reason = "";
        while (true) {
            try {
                return load();
            } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
                if (!e.toString().equals(reason)) {
                    reason = e.toString();
                    log.atInfo().addKeyValue("reason", reason).log("https.waiting-for-certificate");
                }
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException(
                            "waited " + deadline.toSeconds() + " s for a certificate: " + reason
                                    + "; tink-server writes it at its first start, or name other files"
                                    + " (kindling.hegel.tink.certificate, kindling.hegel.tink.key)",
                            e);
                }
            }
            sleep();
        }
    }

    private SslContextFactory.Server load() throws IOException, GeneralSecurityException {
        Certificate[] chain;
        try (InputStream pem = Files.newInputStream(certificate)) {
            chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .toArray(Certificate[]::new);
        }
        if (chain.length == 0) {
            throw new GeneralSecurityException(certificate + " holds no certificate");
        }
        KeyFactory keys = KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm());
        PrivateKey privateKey = keys.generatePrivate(new PKCS8EncodedKeySpec(der(Files.readString(key))));
        char[] password = "kept in memory only".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("hegel", privateKey, password, chain);
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(store);
        tls.setKeyStorePassword(new String(password));
        return tls;
    }

    private static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }

    private static void sleep() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting for a certificate", e);
        }
    }
}
