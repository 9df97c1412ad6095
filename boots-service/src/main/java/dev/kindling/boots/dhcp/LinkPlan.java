package dev.kindling.boots.dhcp;

import dev.kindling.boots.netboot.DhcpMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the configuration asks for on one interface.
 *
 * @param networkInterface its name; empty: all of them, by plain UDP
 * @param mode empty: look for another server, then settle
 */
record LinkPlan(Optional<String> networkInterface, Optional<DhcpMode> mode) {

    static final String AUTO = "auto";
    static final String NONE = "none";
    private static final String OFF = "off";
    private static final String PROPERTY = "kindling.boots.dhcp.";

    /**
     * The interfaces that are to be served; one that is off is not among them.
     *
     * @param own what {@code auto} means here
     * @throws IllegalArgumentException naming what is wrong
     */
    static List<LinkPlan> of(String interfaces, String mode, Optional<String> own) {
        List<LinkPlan> plans = new ArrayList<>();
        for (String entry : interfaces.isBlank() ? List.of(NONE) : List.of(interfaces.split(","))) {
            String[] parts = entry.strip().split("=", 2);
            String wanted = parts.length == 2 ? parts[1] : mode;
            if (!wanted.strip().equalsIgnoreCase(OFF)) {
                plans.add(new LinkPlan(name(parts[0].strip(), own), mode(wanted.strip())));
            }
        }
        return plans;
    }

    private static Optional<String> name(String name, Optional<String> own) {
        return switch (name) {
            case NONE -> Optional.empty();
            case AUTO -> own;
            case "" ->
                throw new IllegalArgumentException(PROPERTY + "interface has an empty name between its commas; write "
                        + "eth0 or eth0,eth1=proxy");
            default -> Optional.of(name);
        };
    }

    private static Optional<DhcpMode> mode(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(DhcpMode.values())
                .filter(mode -> mode.text().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(PROPERTY + "mode '" + text + "' is none; write "
                        + Arrays.stream(DhcpMode.values()).map(DhcpMode::text).collect(Collectors.joining(", "))
                        + " or off, or leave it out")));
    }
}
