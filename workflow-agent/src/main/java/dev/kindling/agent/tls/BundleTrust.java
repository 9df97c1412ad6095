package dev.kindling.agent.tls;

import dev.kindling.agent.root.AgentRoot;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the authorities of the system's bundle ({@value #BUNDLE}, PEM), which Docker and OpenSSL trust too. Debian makes
 * Java's own store from that bundle by a maintainer script, which runs in no root tree; Java's is taken where there is no
 * bundle. It is read with the first connection that needs it, and not at the start of an agent.
 */
public final class BundleTrust extends ServerTrust {

    private static final String BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

    private final Path bundle;
    private X509ExtendedTrustManager judge;

    public BundleTrust(AgentRoot root) {
        this.bundle = root.resolve(BUNDLE);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        try {
            super.checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            throw new CertificateException(
                    e.getMessage() + " (" + chain[0].getSubjectX500Principal() + "; authorities are those of "
                            + (Files.exists(bundle) ? bundle : "Java, as there is no " + bundle) + ")",
                    e);
        }
    }

    @Override
    synchronized X509ExtendedTrustManager judge(X509Certificate[] chain) throws CertificateException {
        if (judge == null) {
            try {
                TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
                factory.init(Files.exists(bundle) ? store() : null);
                X509ExtendedTrustManager manager = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
                if (manager.getAcceptedIssuers().length == 0) {
                    // The JDK would speak of trust anchors, and not of a file.
                    throw new CertificateException("the store is empty");
                }
                judge = manager;
            } catch (IOException | GeneralSecurityException e) {
                throw new CertificateException("no authority is known: " + e.getMessage(), e);
            }
        }
        return judge;
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (Certificate authority : authorities()) {
            store.setCertificateEntry(String.valueOf(store.size()), authority);
        }
        return store;
    }

    private Collection<? extends Certificate> authorities() throws IOException, CertificateException {
        try (InputStream pem = Files.newInputStream(bundle)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(pem);
        }
    }
}
