package dev.kindling.provisioner.acceptance;

import dev.kindling.contract.BootNonce;
import dev.kindling.contract.CommandLine;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** A directory that plays a board for the agent, and holds the file in which its actions write what they did. */
record ChaosBoard(MacAddress mac, String address, Path root) {

    static ChaosBoard number(int n, Path directory) {
        MacAddress mac = MacAddress.parse("dc:a6:32:43:%02x:%02x".formatted(n / 250, n % 250));
        String address = "127.43.%d.%d".formatted(n / 250, 1 + n % 250);
        return new ChaosBoard(mac, address, directory.resolve("board-" + n));
    }

    /** What boots does at each boot: a new nonce; and what the boot does: memory is empty. */
    void boot(byte[] nonceKey, int port, String caPin) throws IOException {
        Path run = root.resolve("run");
        if (Files.exists(run)) {
            try (var files = Files.walk(run)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
        Files.createDirectories(run);
        Files.createDirectories(root.resolve("proc"));
        Files.createDirectories(root.resolve("dev"));
        Files.writeString(run.resolve("net-eth0.conf"), "DEVICE='eth0'\nIPV4ADDR='" + address + "'\n");
        BootNonce nonce =
                BootNonce.mint(nonceKey, UUID.randomUUID(), Instant.now().plusSeconds(3600), mac, address);
        String words = new CommandLine(
                        "127.0.0.1:" + port, "https://127.0.0.1:1", caPin, mac, nonce.text(), Instant.now())
                .words();
        Files.writeString(root.resolve("proc/cmdline"), "console=tty1 " + words + "\n");
    }

    /** Lines {@code WORD WORKFLOW ACTION ATTEMPT} in the order they were written. */
    List<String> judge() throws IOException {
        Path judge = root.resolve("judge");
        return Files.exists(judge) ? Files.readAllLines(judge) : List.of();
    }
}
