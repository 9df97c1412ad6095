package dev.kindling.simulator.card;

import dev.kindling.simulator.card.CardExpectation.Partition;
import dev.kindling.simulator.card.CardExpectation.PayloadFile;
import dev.kindling.simulator.card.CardExpectation.WrittenFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Compares a card with what it must hold: partition table, files of the image, files that the workflow wrote. */
public final class CardCheck {

    private static final int CHUNK = 1 << 16;

    private final CardExpectation expectation;

    public CardCheck(CardExpectation expectation) {
        this.expectation = expectation;
    }

    /** What is wrong, a sentence each with file, offset, expected and actual; empty if all is right. */
    public List<String> problems(Path card) throws IOException, InterruptedException {
        List<Partition> partitions = PartitionTable.read(card);
        if (!partitions.equals(expectation.partitions())) {
            return List.of("partition table: expected " + expectation.partitions() + ", card has " + partitions);
        }
        List<String> problems = new ArrayList<>();
        CardFiles files = new CardFiles(card);
        for (PayloadFile file : expectation.payload()) {
            payload(files, file).ifPresent(problems::add);
        }
        for (WrittenFile file : expectation.written()) {
            written(files, file).ifPresent(problems::add);
        }
        return problems;
    }

    private Optional<String> payload(CardFiles files, PayloadFile file) throws IOException, InterruptedException {
        String name = file.partition() + ":" + file.path();
        Optional<String> actual = files.read(partition(file.partition()), file.path(), CardCheck::sha256);
        if (actual.isEmpty()) {
            return Optional.of(name + ": expected SHA-256 " + file.sha256() + ", card has no such file");
        }
        return actual.get().equals(file.sha256())
                ? Optional.empty()
                : Optional.of(name + ": expected SHA-256 " + file.sha256() + ", card has " + actual.get());
    }

    private Optional<String> written(CardFiles files, WrittenFile file) throws IOException, InterruptedException {
        String name = file.partition() + ":" + file.path();
        byte[] expected = file.contents();
        Optional<byte[]> actual = files.read(partition(file.partition()), file.path(), InputStream::readAllBytes);
        if (actual.isEmpty()) {
            return Optional.of(name + ": expected " + expected.length + " bytes, card has no such file");
        }
        int at = Arrays.mismatch(expected, actual.get());
        return at < 0
                ? Optional.empty()
                : Optional.of(name + " differs at byte " + at + ": expected " + shown(expected, at) + ", card has "
                        + shown(actual.get(), at));
    }

    private Partition partition(int number) {
        return expectation.partitions().stream()
                .filter(partition -> partition.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the expectation names partition " + number + ", which is not in its table"));
    }

    private static String shown(byte[] bytes, int at) {
        return at >= bytes.length
                ? "the end"
                : String.format(
                        "0x%02x%s", bytes[at], bytes[at] > ' ' && bytes[at] < 127 ? " '" + (char) bytes[at] + "'" : "");
    }

    private static String sha256(InputStream in) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                digest.update(chunk, 0, length);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
