package dev.kindling.boots.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSpoolTests {

    private static final long ROOMY = 64 * 1024 * 1024;

    @TempDir
    Path directory;

    @Test
    void recordsAreSentInOrderAndForgottenWhenAcknowledged() throws IOException {
        try (EventSpool spool = EventSpool.open(directory, ROOMY)) {
            for (int i = 1; i <= 5; i++) {
                assertThat(spool.append(bytes("event " + i))).isTrue();
            }
            EventSpool.Batch first = spool.next(3, 1000).orElseThrow();
            assertThat(first.firstSequence()).isEqualTo(1);
            assertThat(texts(first)).containsExactly("event 1", "event 2", "event 3");

            spool.acknowledge(first.spool(), first.lastSequence());

            EventSpool.Batch second = spool.next(3, 1000).orElseThrow();
            assertThat(second.firstSequence()).isEqualTo(4);
            assertThat(texts(second)).containsExactly("event 4", "event 5");
            spool.acknowledge(second.spool(), second.lastSequence());
            assertThat(spool.next(3, 1000)).isEmpty();
            assertThat(spool.unacknowledged()).isZero();
        }
    }

    @Test
    void aBatchIsBoundedInBytesButNeverEmpty() throws IOException {
        try (EventSpool spool = EventSpool.open(directory, ROOMY)) {
            spool.append(new byte[1000]);
            spool.append(new byte[1000]);
            assertThat(spool.next(10, 100).orElseThrow().records()).hasSize(1);
            assertThat(spool.next(10, 2000).orElseThrow().records()).hasSize(2);
        }
    }

    @Test
    void whatIsNotAcknowledgedIsSentAgainByTheNextProcessUnderTheSameName() throws IOException {
        EventSpool.Batch before;
        try (EventSpool spool = EventSpool.open(directory, ROOMY)) {
            spool.append(bytes("one"));
            spool.append(bytes("two"));
            before = spool.next(10, 1000).orElseThrow();
        }
        try (EventSpool spool = EventSpool.open(directory, ROOMY)) {
            spool.append(bytes("three"));
            EventSpool.Batch after = spool.next(10, 1000).orElseThrow();
            assertThat(after.spool()).isEqualTo(before.spool());
            assertThat(texts(after)).containsExactly("one", "two");
            spool.acknowledge(after.spool(), 2);
            assertThat(texts(spool.next(10, 1000).orElseThrow())).containsExactly("three");
        }
    }

    @Test
    void aFullSpoolRefusesAndTakesAgainAfterAnAcknowledgement() throws IOException {
        try (EventSpool spool = EventSpool.open(directory, 3 * 1024 * 1024)) {
            byte[] record = new byte[60_000];
            int kept = 0;
            while (spool.append(record)) {
                kept++;
            }
            assertThat(kept).isBetween(50, 53);
            for (var batch = spool.next(500, 1 << 20); batch.isPresent(); batch = spool.next(500, 1 << 20)) {
                spool.acknowledge(batch.get().spool(), batch.get().lastSequence());
            }
            assertThat(spool.append(record)).isTrue();
            assertThat(spool.bytes()).isLessThan(2 * 1024 * 1024);
        }
    }

    @Test
    void anyDamageToTheTailLeavesExactlyTheRecordsBeforeIt() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            Path place = directory.resolve("round-" + round);
            List<String> written = fill(place, random);
            Path file = onlyFile(place);
            long keptBytes = damage(file, random);

            List<String> expected = new ArrayList<>();
            long end = 0;
            for (String text : written) {
                end += SpoolSegment.HEADER + bytes(text).length;
                if (end <= keptBytes) {
                    expected.add(text);
                }
            }
            try (EventSpool spool = EventSpool.open(place, ROOMY)) {
                List<String> found =
                        spool.next(1000, 1 << 20).map(EventSpoolTests::texts).orElse(List.of());
                assertThat(found)
                        .as("round %d, first %d bytes intact", round, keptBytes)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void aKilledProcessLosesNothingItHadAppended() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes(EventSpool.class) + ":" + classes(AppendForEver.class),
                        AppendForEver.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        int printed = 0;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            while (printed < 500) {
                printed = Integer.parseInt(output.readLine());
            }
            process.toHandle().destroyForcibly();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                printed = line.matches("\\d{6}") ? Integer.parseInt(line) : printed;
            }
        }
        try (EventSpool spool = EventSpool.open(directory, ROOMY)) {
            assertThat(spool.unacknowledged()).isBetween((long) printed, printed + 1L);
        }
    }

    /** Prints the number of each record after append has returned. */
    static final class AppendForEver {
        public static void main(String[] arguments) throws IOException {
            EventSpool spool = EventSpool.open(Path.of(arguments[0]), ROOMY);
            for (int i = 1; i < 999_999; i++) {
                spool.append(bytes("event " + i));
                System.out.println("%06d".formatted(i));
            }
        }
    }

    private static List<String> fill(Path place, Random random) throws IOException {
        List<String> written = new ArrayList<>();
        try (EventSpool spool = EventSpool.open(place, ROOMY)) {
            int count = 1 + random.nextInt(20);
            for (int i = 0; i < count; i++) {
                String text = i + "x".repeat(random.nextInt(100));
                spool.append(bytes(text));
                written.add(text);
            }
        }
        return written;
    }

    /** Cuts the file, flips a bit or appends rubbish; tells how many bytes at its start are as they were. */
    private static long damage(Path file, Random random) throws IOException {
        try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
            long length = data.length();
            long at = random.nextLong(length);
            switch (random.nextInt(3)) {
                case 0 -> data.setLength(at);
                case 1 -> {
                    data.seek(at);
                    int old = data.read();
                    data.seek(at);
                    data.write(old ^ (1 << random.nextInt(8)));
                }
                default -> {
                    byte[] rubbish = new byte[1 + random.nextInt(40)];
                    random.nextBytes(rubbish);
                    data.seek(length);
                    data.write(rubbish);
                    return length;
                }
            }
            return at;
        }
    }

    private static Path onlyFile(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.toList().getFirst();
        }
    }

    private static Path classes(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static List<String> texts(EventSpool.Batch batch) {
        return batch.records().stream()
                .map(r -> new String(r, StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
