package dev.kindling.directory;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A CA and one certificate signed by it, made by the JDK's keytool, as the PEM files tink-server would write. */
final class TestPki {

    private static final String PASSWORD = "only-a-test";

    private TestPki() {}

    static void write(Path directory) throws Exception {
        Path store = directory.resolve("store.p12");
        keytool(store, "ca", "-ext", "bc:c");
        keytool(store, "boots", "-signer", "ca", "-ext", "san=ip:127.0.0.1");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Files.writeString(directory.resolve("ca.pem"), pem(keys.getCertificate("ca")));
        Files.writeString(directory.resolve("boots.pem"), pem(keys.getCertificate("boots")));
        Files.writeString(
                directory.resolve("boots.key"),
                pem("PRIVATE KEY", keys.getKey("boots", PASSWORD.toCharArray()).getEncoded()));
    }

    private static void keytool(Path store, String alias, String... more) throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(keytool.toString(), "-genkeypair", "-alias", alias));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + alias));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + output);
        }
    }

    private static String pem(Certificate certificate) throws Exception {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + what
                + "-----\n";
    }
}
