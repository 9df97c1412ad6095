package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clients people have. */
class TftpClientsTests extends TftpRuleFixture {

    @Test
    void tftpHpaFetchesTheSameBytesAndIsTold() throws Exception {
        byte[] bytes = file("kernel8.img", 250_000);
        Path target = data.resolve("fetched");
        assertThat(run(
                        "/usr/bin/tftp",
                        "-m",
                        "binary",
                        "127.0.0.1",
                        port(),
                        "-c",
                        "get",
                        "1000000b/kernel8.img",
                        target.toString()))
                .isZero();
        assertThat(Files.readAllBytes(target)).isEqualTo(bytes);
        run("/usr/bin/tftp", "-m", "binary", "127.0.0.1", port(), "-c", "put", target.toString(), "put.bin");
        assertThat(data.resolve("firmware/default/put.bin")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"512, 1", "1468, 1", "1468, 16"})
    void atftpFetchesTheSameBytesWithAndWithoutAWindow(int blockSize, int window) throws Exception {
        byte[] bytes = file("kernel8.img", 250_000);
        Path target = data.resolve("fetched");
        List<String> command = new ArrayList<>(List.of("/usr/bin/atftp", "--option", "blksize " + blockSize));
        if (window > 1) {
            command.addAll(List.of("--option", "windowsize " + window));
        }
        command.addAll(List.of("-g", "-r", "kernel8.img", "-l", target.toString(), "127.0.0.1", port()));
        assertThat(run(command.toArray(String[]::new))).isZero();
        assertThat(Files.readAllBytes(target)).isEqualTo(bytes);
    }

    private String port() {
        return String.valueOf(server.localAddress().getPort());
    }

    private static int run(String... command) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of(command[0])), command[0] + " is not installed (packages tftp-hpa, atftp)");
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " did not end within 60 s");
        }
        return process.exitValue();
    }
}
