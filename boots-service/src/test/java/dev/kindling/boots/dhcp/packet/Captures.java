package dev.kindling.boots.dhcp.packet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The captured packets, by name. */
public final class Captures {

    private Captures() {}

    public static Map<String, byte[]> all() {
        Map<String, byte[]> packets = new LinkedHashMap<>();
        try (InputStream file = Captures.class.getResourceAsStream("captures.tsv")) {
            new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .forEach(row -> packets.put(row[0], HexFormat.of().parseHex(row[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packets;
    }

    public static byte[] bytes(String name) {
        return all().get(name).clone();
    }

    public static DhcpPacket packet(String name) {
        try {
            return DhcpCodec.decode(bytes(name));
        } catch (MalformedPacketException e) {
            throw new AssertionError(name, e);
        }
    }
}
