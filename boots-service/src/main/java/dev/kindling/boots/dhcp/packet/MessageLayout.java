package dev.kindling.boots.dhcp.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the options of one message go: into the options field, and what has no room there into {@code file} and
 * {@code sname} as far as those are free (RFC 2131 section 4.1, option 52).
 *
 * @param options with option 52 where it is needed, in order; option 82 last
 */
record MessageLayout(List<DhcpOptions.Option> options, Optional<Bytes> file, Optional<Bytes> sname) {

    private static final int FIXED = 240;
    private static final Bytes END = Bytes.ofU8(255);
    private static final int END_LENGTH = 1;
    private static final int OVERLOAD_LENGTH = 3;
    private static final int IN_FILE = 1;
    private static final int IN_SNAME = 2;

    /** Empty when they fit nowhere. */
    static Optional<MessageLayout> of(DhcpPacket packet, int maximum) {
        List<DhcpOptions.Option> all = packet.options().all();
        if (FIXED + packet.options().encodedLength() <= maximum) {
            return Optional.of(new MessageLayout(all, Optional.empty(), Optional.empty()));
        }
        Field sname = new Field(packet.sname());
        Field file = new Field(packet.file());
        List<DhcpOptions.Option> kept = new ArrayList<>();
        // RFC 3046 section 2.1: the last option of all, and a relay looks for it in the options field only.
        Optional<DhcpOptions.Option> last = all.stream()
                .filter(option -> option.code() == OptionCode.RELAY_INFORMATION.number())
                .findFirst();
        int room = maximum
                - FIXED
                - END_LENGTH
                - OVERLOAD_LENGTH
                - last.map(DhcpOptions.Option::encodedLength).orElse(0);
        for (DhcpOptions.Option option : all) {
            if (last.filter(option::equals).isPresent()) {
                continue;
            }
            if (option.encodedLength() <= room) {
                room -= option.encodedLength();
                kept.add(option);
            } else if (isHead(option) || !file.take(option) && !sname.take(option)) {
                return Optional.empty();
            }
        }
        int where = (file.isUsed() ? IN_FILE : 0) + (sname.isUsed() ? IN_SNAME : 0);
        kept.add(1, new DhcpOptions.Option(OptionCode.OVERLOAD.number(), Bytes.ofU8(where)));
        last.ifPresent(kept::add);
        return Optional.of(new MessageLayout(kept, file.content(), sname.content()));
    }

    /** A client reads the message type before it knows of an overload. */
    private static boolean isHead(DhcpOptions.Option option) {
        return option.code() == OptionCode.MESSAGE_TYPE.number();
    }

    /** One of the two fixed fields; free when it is all zeros. */
    private static final class Field {

        private final int length;
        private final boolean free;
        private Bytes written = Bytes.EMPTY;

        Field(Bytes before) {
            length = before.length();
            free = before.isZero();
        }

        boolean take(DhcpOptions.Option option) {
            if (!free || written.length() + option.encodedLength() + END_LENGTH > length) {
                return false;
            }
            written = written.concat(option.encoded());
            return true;
        }

        boolean isUsed() {
            return !written.isEmpty();
        }

        Optional<Bytes> content() {
            return isUsed()
                    ? Optional.of(written.concat(END).concat(Bytes.zero(length - written.length() - END_LENGTH)))
                    : Optional.empty();
        }
    }
}
