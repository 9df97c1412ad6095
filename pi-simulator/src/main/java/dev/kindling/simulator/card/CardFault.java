package dev.kindling.simulator.card;

import dev.kindling.simulator.card.CardExpectation.Partition;
import dev.kindling.simulator.card.CardExpectation.WrittenFile;
import dev.kindling.simulator.tool.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Damages a card on purpose, for the test of the tests: always the first written file of the boot partition. */
public final class CardFault {

    private static final int BOOT = 1;

    private final Path card;
    private final Partition partition;
    private final WrittenFile victim;

    public CardFault(Path card, CardExpectation expectation) {
        this.card = card;
        this.partition = expectation.partitions().getFirst();
        this.victim = expectation.written().stream()
                .filter(file -> file.partition() == BOOT)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing is written to the boot partition"));
    }

    /** One bit of one byte is another one. */
    public void flipByte() throws IOException, InterruptedException {
        byte[] contents = victim.contents();
        contents[contents.length / 2] ^= 1;
        Path file = Files.write(card.resolveSibling("flipped"), contents);
        mtools("mcopy").and("-o", file.toString(), "::" + victim.path()).run();
    }

    /** As if it had never been written. */
    public void removeFile() throws IOException, InterruptedException {
        mtools("mdel").and("::" + victim.path()).run();
    }

    private Command mtools(String program) {
        return Command.of(program, "-i", card + "@@" + partition.offset()).with("MTOOLS_SKIP_CHECK", "1");
    }
}
