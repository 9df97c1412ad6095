package dev.kindling.boots.inquiry;

import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.DhcpOptions;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.OptionCode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** A DHCP message for people: its fields, its options in their order, and every byte. */
final class DhcpText {

    private static final int BYTES_IN_A_LINE = 16;

    private DhcpText() {}

    static String of(DhcpPacket packet, byte[] message) {
        StringBuilder text = new StringBuilder();
        line(text, "op", packet.op() == DhcpPacket.REPLY ? "reply" : "request");
        line(text, "xid", "%08x".formatted(packet.xid()));
        line(text, "flags", "%04x".formatted(packet.flags()));
        line(text, "ciaddr", packet.ciaddr().getHostAddress());
        line(text, "yiaddr", packet.yiaddr().getHostAddress());
        line(text, "siaddr", packet.siaddr().getHostAddress());
        line(text, "giaddr", packet.giaddr().getHostAddress());
        line(text, "sname", printable(packet.sname()));
        line(text, "file", printable(packet.file()));
        for (DhcpOptions.Option option : packet.options().all()) {
            String name = OptionCode.of(option.code())
                    .map(code -> " " + code.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .orElse("");
            line(text, option.code() + name, value(option.value()));
        }
        return text.append('\n').append(hex(message)).toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("  %-24s%s%n".formatted(name, value));
    }

    private static String value(Bytes value) {
        byte[] bytes = value.toArray();
        String hex = HexFormat.of().formatHex(bytes);
        if (isText(bytes)) {
            return hex + "  " + new String(bytes, StandardCharsets.US_ASCII);
        }
        return bytes.length == 4 ? hex + "  " + value.address().getHostAddress() : hex;
    }

    private static boolean isText(byte[] bytes) {
        boolean printable = bytes.length > 1;
        for (byte each : bytes) {
            printable &= each >= ' ' && each <= '~';
        }
        return printable;
    }

    private static String printable(Bytes field) {
        String text = new String(field.toArray(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).replaceAll("[^ -~]", "?");
    }

    private static String hex(byte[] message) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < message.length; at += BYTES_IN_A_LINE) {
            int end = Math.min(message.length, at + BYTES_IN_A_LINE);
            text.append("  %04x  %s%n".formatted(at, HexFormat.ofDelimiter(" ").formatHex(message, at, end)));
        }
        return text.toString();
    }
}
