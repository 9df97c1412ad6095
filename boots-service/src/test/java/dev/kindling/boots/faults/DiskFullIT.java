package dev.kindling.boots.faults;

import static dev.kindling.boots.faults.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kindling.contract.BootNonce;
import dev.kindling.contract.CommandLine;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data directory is a file system of two megabytes, and full: boards boot all the same. Needs root, to mount it. */
class DiskFullIT {

    private static final LoopbackBoard BOARD = new LoopbackBoard(1);
    private static final LoopbackBoard NEW = new LoopbackBoard(2);

    @TempDir
    private Path directory;

    private final FakeTink tink = new FakeTink();
    private Path data;
    private LoopbackBoots boots;

    @BeforeEach
    void start() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: mounting a file system needs root");
        data = Files.createDirectory(directory.resolve("data"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=2m,nr_inodes=200", "none", data.toString()),
                "skipped: this system does not let a file system be mounted");
        Path firmware = Files.createDirectories(data.resolve("firmware/default"));
        Files.write(firmware.resolve("start4.elf"), new byte[5_000]);
        tink.put(BOARD.machine("board"));
        tink.start();
        boots = LoopbackBoots.start(data, tink, Clock.systemUTC());
        await(() -> boots.machine(BOARD.mac()).isPresent());
    }

    @AfterEach
    void stop() throws Exception {
        if (boots != null) {
            boots.close();
            tink.close();
        }
        if (data != null) {
            run("umount", "--lazy", data.toString());
        }
    }

    @Test
    void boardsBootOnAFullDiskAndWhatComesAfterItIsTold() throws Exception {
        boot(BOARD);
        await(() -> tink.events("boot.started").size() == 1);
        Path filler = fill();
        tink.put(NEW.machine("new"));
        await(() -> boots.machine(NEW.mac()).isPresent());
        tink.stop();
        // What the spool may still write into is the rest of a page.
        for (int boot = 0; boots.count("boots.events.dropped") == 0; boot++) {
            assertThat(boot).as("boots until an event is dropped").isLessThan(50);
            boot(BOARD);
            boot(NEW);
        }

        boots.close();
        boots = LoopbackBoots.start(data, tink, Clock.systemUTC());
        // The new one is not in the copy on disk, for which there was no room.
        boot(BOARD);

        Files.delete(filler);
        boot(BOARD);
        double kept = boots.count("boots.events.recorded");
        assertThat(kept).isPositive();
        tink.start();
        await(() -> tink.events("tftp.done").stream()
                .anyMatch(event -> event.getMac().equals(BOARD.mac())));
        await(() -> tink.events("boot.started").size() >= 2);
        assertThat(tink.hasNoGap()).isTrue();
    }

    private void boot(LoopbackBoard board) throws Exception {
        BootNonce nonce = BootNonce.parse(CommandLine.parse(board.boot(boots)).nonce());
        assertThat(nonce.isGenuine(FakeTink.NONCE_KEY, new MacAddress(board.mac()), board.address()))
                .isTrue();
    }

    /** Until not one byte goes in. */
    private Path fill() throws IOException {
        Path filler = data.resolve("filler");
        byte[] block = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
        assertThat(data.toFile().getUsableSpace()).isZero();
        return filler;
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
