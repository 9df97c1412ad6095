package dev.kindling.simulator.packet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The captured packets in {@code rpi-vectors.tsv}, by name. */
public final class Vectors {

    private Vectors() {}

    public static byte[] bytes(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("rpi-vectors.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\t"))
                    .filter(fields -> fields[0].equals(name))
                    .map(fields -> HexFormat.of().parseHex(fields[2]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no vector '" + name + "'"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
