package dev.kindling.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a guest cannot be had without; where it is missing, the test is skipped and says what. */
final class Needs {

    private static final List<String> TOOLS = List.of(
            "mmdebstrap", "cpio", "depmod", "busybox", "xz", "zstd", "mformat", "mcopy", "debugfs", "sfdisk", "ip");

    private Needs() {}

    /** @param more tools of this test alone */
    static void orSkip(String... more) {
        assumeTrue(Boolean.getBoolean("kindling.system"), "boots a guest; asked for with ./kindling test --system");
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root, for network namespaces and mmdebstrap");
        assumeTrue(
                Files.isRegularFile(Checkout.jar()),
                Checkout.jar() + " is missing; run it with ./kindling test --system, which builds it");
        Stream.concat(TOOLS.stream(), Stream.of(more))
                .forEach(tool -> assumeTrue(has(tool), tool + " is missing; .ci/run lists the packages"));
    }

    static boolean has(String tool) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }
}
