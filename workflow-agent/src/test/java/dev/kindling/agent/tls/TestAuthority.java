package dev.kindling.agent.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority and a server certificate for 127.0.0.1, made by keytool. */
public final class TestAuthority {

    private static final String PASSWORD = "changeit";

    private final Path directory;
    private final KeyStore store;

    private TestAuthority(Path directory, KeyStore store) {
        this.directory = directory;
        this.store = store;
    }

    /** @param start when both certificates begin to be valid, as keytool takes it */
    public static TestAuthority make(Path directory, String start) throws IOException, InterruptedException {
        String[] validity = {"-startdate", start, "-validity", "36500"};
        keytool(
                directory,
                validity,
                "-genkeypair",
                "-alias",
                "ca",
                "-dname",
                "CN=Kindling",
                "-ext",
                "bc:c",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1");
        keytool(
                directory,
                validity,
                "-genkeypair",
                "-alias",
                "server",
                "-dname",
                "CN=server",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1");
        keytool(directory, new String[0], "-certreq", "-alias", "server", "-file", "server.csr");
        keytool(
                directory,
                validity,
                "-gencert",
                "-alias",
                "ca",
                "-infile",
                "server.csr",
                "-outfile",
                "server.cer",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-ext",
                "eku=serverAuth,clientAuth");
        keytool(directory, new String[0], "-importcert", "-noprompt", "-alias", "server", "-file", "server.cer");
        return new TestAuthority(directory, load(directory));
    }

    private static KeyStore load(Path directory) throws IOException {
        try (InputStream in = Files.newInputStream(directory.resolve("store.p12"))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void keytool(Path directory, String[] more, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of(more));
        command.addAll(List.of("-keystore", "store.p12", "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + output);
        }
    }

    /** The form of {@code kindling.ca=}. */
    public String pin() throws GeneralSecurityException {
        byte[] key = store.getCertificate("ca").getPublicKey().getEncoded();
        return "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
    }

    public Certificate certificate() throws GeneralSecurityException {
        return store.getCertificate("ca");
    }

    /** The authority's certificate as a bundle holds it. */
    public String pem() throws GeneralSecurityException {
        byte[] der = certificate().getEncoded();
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    /** What a server shows that sends its authority along. */
    public KeyManagerFactory server() throws GeneralSecurityException, IOException {
        return keys(new Certificate[] {store.getCertificate("server"), store.getCertificate("ca")});
    }

    /** What a server shows that does not. */
    public KeyManagerFactory serverWithoutAuthority() throws GeneralSecurityException, IOException {
        return keys(new Certificate[] {store.getCertificate("server")});
    }

    public SSLContext context() throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(server().getKeyManagers(), null, null);
        return context;
    }

    private KeyManagerFactory keys(Certificate[] chain) throws GeneralSecurityException, IOException {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry("server", store.getKey("server", PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(one, PASSWORD.toCharArray());
        return factory;
    }

    @Override
    public String toString() {
        return "TestAuthority[" + directory + "]";
    }
}
