package dev.kindling.simulator.card;

import dev.kindling.simulator.card.CardExpectation.Partition;
import dev.kindling.simulator.tool.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads files out of a card's file systems without mounting them: FAT by mtools, ext4 by debugfs. */
final class CardFiles {

    private static final int LINUX = 0x83;

    private final Path card;

    CardFiles(Path card) {
        this.card = card;
    }

    /** Whatever the reader makes of a file, or empty if there is none of that name. */
    <T> Optional<T> read(Partition partition, String path, Command.Reader<T> reader)
            throws IOException, InterruptedException {
        Command.Output<T> output = command(partition, path).read(reader);
        // debugfs says "File not found by ext2_lookup" and ends with 0; mtype ends with 1.
        boolean missing = output.status() != 0 || output.complaint().contains("not found");
        return missing ? Optional.empty() : Optional.of(output.value());
    }

    private Command command(Partition partition, String path) {
        return partition.type() == LINUX
                ? Command.of("debugfs", "-R", "cat \"" + path + "\"", card + "?offset=" + partition.offset())
                : Command.of("mtype", "-i", card + "@@" + partition.offset(), "::" + path)
                        .with("MTOOLS_SKIP_CHECK", "1");
    }
}
