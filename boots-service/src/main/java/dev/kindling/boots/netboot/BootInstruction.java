package dev.kindling.boots.netboot;

import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.OptionCode;
import java.net.Inet4Address;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What one client is told to boot.
 *
 * @param nextServer siaddr
 * @param file name or URL; empty: none
 * @param always options it gets whatever it asks for, in this order
 * @param asked options it gets when it asks for them
 */
record BootInstruction(
        Inet4Address nextServer, String file, Map<OptionCode, Bytes> always, Map<OptionCode, Bytes> asked) {

    /** The fixed field holds so many characters and a NUL; a longer name goes into option 67. */
    private static final int LONGEST_FILE = 127;

    static final BootInstruction NOTHING = new BootInstruction(Bytes.zero(4).address(), "", Map.of(), Map.of());

    BootInstruction {
        Objects.requireNonNull(nextServer, "nextServer");
        always = new LinkedHashMap<>(always);
        asked = new LinkedHashMap<>(asked);
        if (!file.isEmpty()) {
            (file.length() > LONGEST_FILE ? always : asked).put(OptionCode.BOOT_FILE, Bytes.ofAscii(file));
        }
    }

    boolean isNothing() {
        return file.isEmpty() && always.isEmpty() && nextServer.isAnyLocalAddress();
    }

    /** For the fixed field; empty when it does not fit. */
    String fileField() {
        return file.length() > LONGEST_FILE ? "" : file;
    }
}
