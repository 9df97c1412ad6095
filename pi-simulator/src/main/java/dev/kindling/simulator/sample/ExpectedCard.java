package dev.kindling.simulator.sample;

import dev.kindling.simulator.card.CardExpectation;
import dev.kindling.simulator.card.CardExpectation.Partition;
import dev.kindling.simulator.card.CardExpectation.PayloadFile;
import dev.kindling.simulator.card.CardExpectation.WrittenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The directory {@code expected/}.
 *
 * <pre>
 * partitions.txt              number, type (hex), first sector, sectors
 * payload.sha256              SHA-256, two blanks, partition:/path
 * ROLE/boot/...  ROLE/root/...  the written files of partition 1 and 2, for the control plane and for worker 1
 * </pre>
 */
final class ExpectedCard {

    private static final int BOOT = 1;
    private static final int ROOT = 2;

    private final Path directory;
    private final String role;
    private final UnaryOperator<String> mapping;

    /**
     * For one node.
     *
     * @param mapping applied to the text of each written file
     */
    ExpectedCard(Path directory, String role, UnaryOperator<String> mapping) {
        this.directory = directory;
        this.role = role;
        this.mapping = mapping;
    }

    CardExpectation read() throws IOException {
        List<WrittenFile> written = new ArrayList<>();
        written.addAll(written(BOOT, directory.resolve(role).resolve("boot")));
        written.addAll(written(ROOT, directory.resolve(role).resolve("root")));
        return new CardExpectation(
                lines("partitions.txt").map(ExpectedCard::partition).toList(),
                lines("payload.sha256").map(ExpectedCard::payload).toList(),
                written);
    }

    private List<WrittenFile> written(int partition, Path below) throws IOException {
        List<WrittenFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(below)) {
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                byte[] contents = mapping.apply(Files.readString(path)).getBytes(StandardCharsets.UTF_8);
                files.add(new WrittenFile(partition, "/" + below.relativize(path), contents));
            }
        }
        return files;
    }

    private static Partition partition(String line) {
        String[] words = line.split("\\s+");
        return new Partition(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1], 16),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]));
    }

    private static PayloadFile payload(String line) {
        String[] words = line.split("\\s+", 2);
        String[] place = words[1].split(":", 2);
        return new PayloadFile(Integer.parseInt(place[0]), place[1], words[0]);
    }

    private Stream<String> lines(String file) throws IOException {
        return Files.readAllLines(directory.resolve(file)).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"));
    }
}
