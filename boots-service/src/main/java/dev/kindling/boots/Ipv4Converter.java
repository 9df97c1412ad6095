package dev.kindling.boots;

import java.net.Inet4Address;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/** Reads dotted quads in properties; never asks the DNS. */
@Component
@ConfigurationPropertiesBinding
final class Ipv4Converter implements Converter<String, Inet4Address> {

    /** Java's own reading takes 192.168.42 for 192.168.0.42. */
    private static final Pattern DOTTED_QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    @Override
    public Inet4Address convert(String text) {
        String literal = text.strip();
        try {
            if (DOTTED_QUAD.matcher(literal).matches()) {
                return Inet4Address.ofLiteral(literal);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(message(text), e);
        }
        throw new IllegalArgumentException(message(text));
    }

    private static String message(String text) {
        return "'" + text + "' is not an IPv4 address; write a dotted quad";
    }
}
