package dev.kindling.system;

import java.nio.file.Path;

/** Where things are in the checkout these tests belong to. */
final class Checkout {

    private static final Path HOME = Path.of("").toAbsolutePath().getParent();

    private Checkout() {}

    static Path home() {
        return HOME;
    }

    static Path jar() {
        return HOME.resolve("provisioner/target/kindling/kindling.jar");
    }

    static Path agentJar() {
        return jar().resolveSibling("workflow-agent.jar");
    }

    static Path nfsroot(String script) {
        return HOME.resolve("deploy/nfsroot").resolve(script);
    }

    static Path nodeImage() {
        return HOME.resolve("system-tests/node-image");
    }

    static Path nodeSystem() {
        return HOME.resolve("system-tests/node-system");
    }

    /** What a test leaves for people. */
    static Path artefacts(String test) {
        return HOME.resolve("system-tests/target/guests").resolve(test);
    }
}
