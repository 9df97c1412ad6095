package dev.kindling.simulator.packet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 address.
 *
 * @param bits in network order, most significant byte first
 */
public record Ipv4(int bits) {

    public static final Ipv4 ANY = new Ipv4(0);
    public static final Ipv4 BROADCAST = new Ipv4(-1);

    private static final Pattern DOTTED = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    /** Reads a dotted quad and nothing else: no names, no short forms. */
    public static Optional<Ipv4> parse(String text) {
        Matcher matcher = DOTTED.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int bits = 0;
        for (int group = 1; group <= 4; group++) {
            int octet = Integer.parseInt(matcher.group(group));
            if (octet > 255) {
                return Optional.empty();
            }
            bits = bits << 8 | octet;
        }
        return Optional.of(new Ipv4(bits));
    }

    /** From exactly four bytes; empty for any other length. */
    public static Optional<Ipv4> of(Bytes four) {
        return four.length() == 4
                ? Optional.of(new Ipv4(ByteBuffer.wrap(four.array()).getInt()))
                : Optional.empty();
    }

    public static Ipv4 of(InetAddress address) {
        return of(new Bytes(address.getAddress()))
                .orElseThrow(() -> new IllegalArgumentException(address + " is not an IPv4 address"));
    }

    public boolean isAny() {
        return bits == 0;
    }

    public Bytes bytes() {
        return new Bytes(ByteBuffer.allocate(4).putInt(bits).array());
    }

    public InetAddress inet() {
        try {
            return InetAddress.getByAddress(bytes().array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are always an address", e);
        }
    }

    /** For a net mask: the number of leading one bits. */
    public int prefixLength() {
        return Integer.numberOfLeadingZeros(~bits);
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff);
    }
}
