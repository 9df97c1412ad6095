package dev.kindling.agent.journal;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.ActionResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What this boot was asked, line by line, each on disk before the next step is taken.
 *
 * <pre>
 * boot MARK
 * assigned WORKFLOW INDEX ATTEMPT
 * started WORKFLOW INDEX ATTEMPT
 * reacting WORKFLOW INDEX ATTEMPT WORD EXIT-CODE BASE64(MESSAGE)
 * finished WORKFLOW INDEX ATTEMPT WORD EXIT-CODE BASE64(MESSAGE) [WORD EXIT-CODE BASE64(MESSAGE)]
 * acknowledged WORKFLOW INDEX ATTEMPT
 * </pre>
 *
 * A line without its line feed was never finished and counts as never written.
 */
public final class Journal implements AutoCloseable {

    private final FileChannel channel;
    private final Map<ActionRef, Entry> entries;

    private Journal(FileChannel channel, Map<ActionRef, Entry> entries) {
        this.channel = channel;
        this.entries = entries;
    }

    /**
     * Opens the journal of one boot; that of another boot is thrown away.
     *
     * @param boot tells boots apart, without blanks
     */
    public static Journal open(Path path, String boot) throws IOException {
        Files.createDirectories(path.getParent());
        List<String> lines = wholeLines(path);
        boolean same = !lines.isEmpty() && lines.get(0).equals("boot " + boot);
        if (!same) {
            Files.deleteIfExists(path);
            lines = List.of();
        }
        FileChannel channel = FileChannel.open(
                path,
                java.util.Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        long whole = lines.stream()
                .mapToLong(line -> line.getBytes(StandardCharsets.UTF_8).length + 1L)
                .sum();
        channel.truncate(whole);
        channel.position(whole);
        Map<ActionRef, Entry> entries = new LinkedHashMap<>();
        lines.stream().skip(1).forEach(line -> JournalLine.apply(line, entries));
        Journal journal = new Journal(channel, entries);
        if (!same) {
            journal.append("boot " + boot);
        }
        return journal;
    }

    private static List<String> wholeLines(Path path) throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        String text = Files.readString(path);
        int end = text.lastIndexOf('\n');
        return end < 0 ? List.of() : text.substring(0, end).lines().toList();
    }

    public synchronized Optional<Entry> find(ActionRef ref) {
        return Optional.ofNullable(entries.get(ref));
    }

    /** Everything known of this boot, oldest first. */
    public synchronized Map<ActionRef, Entry> all() {
        return new LinkedHashMap<>(entries);
    }

    public void assigned(ActionRef ref) throws IOException {
        write("assigned " + JournalLine.words(ref));
    }

    /** @param container whether it runs in a container */
    public void started(ActionRef ref, boolean container) throws IOException {
        write("started " + JournalLine.words(ref) + (container ? " " + JournalLine.CONTAINER : ""));
    }

    /** It ended so, and its on-failure or on-timeout command begins. */
    public void reacting(ActionRef ref, ActionResult result) throws IOException {
        write("reacting " + JournalLine.words(ref) + " " + JournalLine.words(result));
    }

    public void finished(ActionRef ref, ActionResult result) throws IOException {
        finished(ref, result, Optional.empty());
    }

    public void finished(ActionRef ref, ActionResult result, Optional<ActionResult> reaction) throws IOException {
        String more = reaction.map(how -> " " + JournalLine.words(how)).orElse("");
        write("finished " + JournalLine.words(ref) + " " + JournalLine.words(result) + more);
    }

    /** The server knows the result, or wants none. */
    public void acknowledged(ActionRef ref) throws IOException {
        write("acknowledged " + JournalLine.words(ref));
    }

    private synchronized void write(String line) throws IOException {
        append(line);
        JournalLine.apply(line, entries);
    }

    private void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
