package dev.kindling.boots.faults;

import static dev.kindling.boots.faults.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.BootNonce;
import dev.kindling.contract.CommandLine;
import dev.kindling.contract.MacAddress;
import dev.kindling.proto.boot.v1.Event;
import dev.kindling.proto.directory.v1.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred boards boot at once while their directory does not stand still. */
class ChangingDirectoryTests {

    private static final List<LoopbackBoard> BOARDS =
            IntStream.rangeClosed(1, 100).mapToObj(LoopbackBoard::new).toList();
    private static final List<LoopbackBoard> OTHERS =
            IntStream.rangeClosed(101, 200).mapToObj(LoopbackBoard::new).toList();

    private static final int CHANGES_A_STEP = 20;

    @TempDir
    private Path data;

    private final FakeTink tink = new FakeTink();
    private LoopbackBoots boots;

    @BeforeEach
    void start() throws Exception {
        Path firmware = Files.createDirectories(data.resolve("firmware/default"));
        Files.write(firmware.resolve("start4.elf"), new byte[5_000]);
        BOARDS.forEach(board -> tink.put(board.machine("board-" + board.number())));
        tink.start();
        boots = LoopbackBoots.start(data, tink, Clock.systemUTC());
        await(() -> boots.machine(BOARDS.getLast().mac()).isPresent());
    }

    @AfterEach
    void stop() {
        boots.close();
        tink.close();
    }

    @Test
    void everyBoardGetsItsOwnAddressAndOneBootWhateverChangesMeanwhile() throws Exception {
        AtomicBoolean booting = new AtomicBoolean(true);
        AtomicInteger changes = new AtomicInteger();
        // No virtual ones: what carries those may have been started in the network namespace of another test.
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<?> changing = threads.submit(() -> change(booting, changes));
            Map<LoopbackBoard, Future<String>> lines = new HashMap<>();
            BOARDS.forEach(board ->
                    lines.put(board, threads.submit(() -> board.boot(boots, () -> meanwhile(changes)))));
            try {
                for (LoopbackBoard board : BOARDS) {
                    BootNonce nonce =
                            BootNonce.parse(CommandLine.parse(lines.get(board).get(10, TimeUnit.MINUTES))
                                    .nonce());
                    assertThat(nonce.isGenuine(FakeTink.NONCE_KEY, new MacAddress(board.mac()), board.address()))
                            .as(board.mac())
                            .isTrue();
                }
            } finally {
                booting.set(false);
            }
            changing.get(1, TimeUnit.MINUTES);
        }
        await(() -> tink.events("tftp.done").size() >= 5 * BOARDS.size());
        assertThat(tink.events("boot.started").stream().map(Event::getMac))
                .containsExactlyInAnyOrderElementsOf(
                        BOARDS.stream().map(LoopbackBoard::mac).toList());
        assertThat(tink.hasNoGap()).isTrue();
        await(this::isFollowed);
    }

    /** Renames booting boards, declares and removes others, and now and then tells everything anew. */
    private void change(AtomicBoolean booting, AtomicInteger changes) {
        Random random = new Random(11);
        while (booting.get()) {
            LoopbackBoard board = BOARDS.get(random.nextInt(BOARDS.size()));
            LoopbackBoard other = OTHERS.get(random.nextInt(OTHERS.size()));
            switch (random.nextInt(16)) {
                case 0 -> tink.beginNewEpoch();
                case 1, 2, 3, 4 -> tink.remove(other.mac());
                case 5, 6, 7, 8 -> tink.put(other.machine("other"));
                default -> tink.put(board.machine("renamed-" + changes));
            }
            changes.incrementAndGet();
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** So that no board boots between two changes, however few of them the machine has time for. */
    private static Void meanwhile(AtomicInteger changes) throws Exception {
        int seen = changes.get();
        await(() -> changes.get() >= seen + CHANGES_A_STEP);
        return null;
    }

    private boolean isFollowed() {
        List<String> expected = new ArrayList<>();
        List<String> followed = new ArrayList<>();
        for (Machine machine : tink.machines()) {
            expected.add(machine.getHostname());
            boots.machine(machine.getMac()).ifPresent(known -> followed.add(known.hostname()));
        }
        long strangers = OTHERS.stream()
                .filter(other -> boots.machine(other.mac()).isPresent())
                .filter(other -> tink.machines().stream()
                        .noneMatch(machine -> machine.getMac().equals(other.mac())))
                .count();
        return followed.equals(expected) && strangers == 0;
    }
}
