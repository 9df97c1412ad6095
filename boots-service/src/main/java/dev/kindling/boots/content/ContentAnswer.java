package dev.kindling.boots.content;

import dev.kindling.contract.MacAddress;
import java.util.Optional;
import java.util.UUID;

/** What a board gets for a name. */
public sealed interface ContentAnswer {

    /**
     * The file.
     *
     * @param reader the board
     * @param bootsLocally by this empty file the board itself is told to boot its own disk
     */
    record Found(Reader reader, FileContent content, boolean bootsLocally) implements ContentAnswer {}

    /**
     * No such file for this reader.
     *
     * @param reader empty when nobody knows who asks
     * @param bootsLocally by this being missing the board itself is told to boot its own disk
     */
    record Missing(Optional<Reader> reader, Reason reason, boolean bootsLocally) implements ContentAnswer {

        /** One that says nothing of where to boot. */
        public Missing(Optional<Reader> reader, Reason reason) {
            this(reader, reason, false);
        }
    }

    /**
     * A name nobody may ask for.
     *
     * @param rule the one it breaks
     */
    record Refused(String rule) implements ContentAnswer {}

    /**
     * Who asks.
     *
     * @param bootId the boot that is going on; empty when its beginning was not seen
     * @param isDeclared whether it is in the inventory; if not, the MAC address is only what the name says
     */
    record Reader(MacAddress mac, Optional<UUID> bootId, boolean isDeclared) {

        /** A machine of the inventory. */
        public Reader(MacAddress mac, Optional<UUID> bootId) {
            this(mac, bootId, true);
        }
    }

    /** Why there is no such file. */
    enum Reason {
        /** Neither the source address nor the prefix is of a machine in the inventory. */
        UNKNOWN_CLIENT,
        /** The tree has no such file. */
        NO_SUCH_FILE,
        /** The machine is to boot its own disk, and this file would keep it from that. */
        BOOTS_LOCALLY,
        /** The command line belongs to a boot that was never seen, or to another address. */
        NOT_ITS_BOOT
    }
}
